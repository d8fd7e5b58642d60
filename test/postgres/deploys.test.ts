import { expect, test } from "vitest";
import type { WorkerStore } from "../../runtime/dist/store/store.js";
import { fakeWorker } from "../support/fakeWorker.ts";
import { scene } from "../support/scene.ts";
import { signal } from "../support/signal.ts";
import { testLedger } from "../support/testLedger.ts";
import { drain, startTestWorker } from "../support/testWorker.ts";
import { until } from "../support/until.ts";

const LEFT = "warn this worker's code does not know a task; leaving it to another worker";

test("a run in flight follows its own snapshot when its requirements change in code", async () => {
  const ledger = await testLedger();
  const { folder, open, wrote } = scene();
  const version = await ledger.activateFixture("versionOne.ts:pinned");
  const runId = await ledger.start("pinned", { inputs: { folder } });
  const old = await startTestWorker(ledger, ["versionOne.ts:pinned"]);
  await wrote("a begun");
  old.stop();
  open("go");
  await old.done;
  expect(await ledger.statuses(runId)).toEqual({ a: "succeeded", b: "pending", c: "pending" });

  // By the new code c comes before b, and b gets three results.
  await ledger.activateFixture("versionTwo.ts:pinned");
  const later = await ledger.start("pinned", { inputs: { folder } });
  await drain(ledger, ["versionTwo.ts:pinned"]);
  expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded", version });
  expect(await ledger.result(runId, "a")).toBe("a of one");
  expect(await ledger.result(runId, "b")).toEqual({ given: ["a"] });
  expect(await ledger.result(runId, "c")).toEqual({ given: ["b"] });
  expect(await ledger.result(later, "c")).toEqual({ given: ["a"] });
  expect(await ledger.result(later, "b")).toEqual({ given: ["a", "c", "x"] });
  await ledger.expectSound();
});

test("a rolling deploy skips nothing while an old worker lives that knows the task", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("whole.ts:shrinking");
  await fakeWorker(ledger, ["shrinking"]);
  const runId = await ledger.start("shrinking");
  const fresh = await startTestWorker(ledger, ["shrunk.ts:shrinking"]);
  await until("the new code has met the task", () => fresh.log.includes(LEFT));
  await until("the task is given back", async () => (await ledger.job(runId, "gone")).status === "pending");
  expect(await ledger.job(runId, "gone")).toMatchObject({ attempts: 0 });
  await startTestWorker(ledger, ["whole.ts:shrinking"]);
  expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
  expect(await ledger.result(runId, "gone")).toBe("still here");
  expect(await ledger.job(runId, "gone")).toMatchObject({ attempts: 1 });
  await ledger.expectSound();
});

test("a task that was left to an old worker is skipped once that worker has gone", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("whole.ts:shrinking");
  const old = await fakeWorker(ledger, ["shrinking"]);
  const runId = await ledger.start("shrinking");
  const fresh = await startTestWorker(ledger, ["shrunk.ts:shrinking"]);
  await until("the new code has met the task", () => fresh.log.includes(LEFT));
  await old.store.endWorker(old.workerId);
  expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
  expect(await ledger.job(runId, "gone")).toMatchObject({ status: "skipped" });
  await ledger.expectSound();
});

test("a worker that stops while the ledger decides about a task waits for the answer", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("whole.ts:shrinking");
  const runId = await ledger.start("shrinking");
  const plain = ledger.store();
  const asked = signal();
  const answered = signal();
  const skip: WorkerStore["skip"] = async (workerId, jobs) => {
    asked.give();
    await answered.given;
    return await plain.skip(workerId, jobs);
  };
  const worker = await startTestWorker(ledger, ["shrunk.ts:shrinking"], {
    store: { ...plain, skip },
    leaseMs: 1_500,
  });
  await asked.given;
  worker.stop();
  const state = async () => (await ledger.workers()).find(({ workerId }) => workerId === worker.name)?.state;
  await until("it still beats", async () => (await state()) === "draining");
  answered.give();
  await worker.done;
  expect(await state()).toBe("stopped");
  expect(await ledger.statuses(runId)).toEqual({ start: "succeeded", gone: "skipped", after: "pending" });
  await ledger.expectSound("at work");
});

test("code that is older than the snapshot skips nothing: the task is new to it, not gone", async () => {
  const ledger = await testLedger();
  const early = await startTestWorker(ledger, ["shrunk.ts:shrinking"]);
  await ledger.activateFixture("whole.ts:shrinking");
  const runId = await ledger.start("shrinking");
  await until("the old code has met the task", () => early.log.includes(LEFT));
  await until("the task is given back", async () => (await ledger.job(runId, "gone")).status === "pending");
  await startTestWorker(ledger, ["whole.ts:shrinking"]);
  expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
  expect(await ledger.result(runId, "gone")).toBe("still here");
  await ledger.expectSound();
});

test("jobs of dags that a worker does not have are left to others", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("flows.ts:etl");
  await ledger.activateFixture("flows.ts:flaky");
  const mine = await ledger.start("etl", { inputs: { uri: "x" } });
  const others = await ledger.start("flaky");
  await drain(ledger, ["flows.ts:etl"]);
  expect(await ledger.finished(mine)).toMatchObject({ status: "succeeded" });
  expect(await ledger.job(others, "flaky")).toMatchObject({ status: "pending", attempts: 0 });
  await ledger.expectSound("at work");
});
