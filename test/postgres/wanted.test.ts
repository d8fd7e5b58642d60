import { expect, test } from "vitest";
import type { WorkerStore } from "../../runtime/dist/store/store.js";
import { fakeWorker } from "../support/fakeWorker.ts";
import { scene } from "../support/scene.ts";
import { signal } from "../support/signal.ts";
import { testLedger, type TestLedger } from "../support/testLedger.ts";
import { drain, startTestWorker } from "../support/testWorker.ts";
import { until } from "../support/until.ts";

const GATED = ["flows.ts:gated"];

async function gatedRun(ledger: TestLedger) {
  const place = scene();
  await ledger.activateFixture("flows.ts:gated");
  return { ...place, runId: await ledger.start("gated", { inputs: { folder: place.folder } }) };
}

async function journalled(journal: () => string[]): Promise<string> {
  await until("a body has begun", () => journal().length > 0, 20_000).catch(() => {});
  return "after a body had begun";
}

async function stateOf(ledger: TestLedger, name: string): Promise<string | undefined> {
  return (await ledger.workers()).find(({ workerId }) => workerId === name)?.state;
}

test("a worker that stops lets its bodies finish, begins nothing more and loses no attempt", async () => {
  const ledger = await testLedger();
  const { runId, wrote, open, folder } = await gatedRun(ledger);
  const others = await ledger.startMany("gated", 20, { folder });
  const worker = await startTestWorker(ledger, GATED, { concurrency: 1 });
  await wrote("begun 1");
  worker.stop();
  open("go");
  await worker.done;
  expect(await ledger.statuses(runId)).toEqual({ slow: "succeeded", after: "pending" });
  for (const other of others) expect(await ledger.job(other, "slow")).toMatchObject({ status: "pending", attempts: 0 });
  expect(await stateOf(ledger, worker.name)).toBe("stopped");
  await ledger.expectSound("at work");
});

test("a worker that is killed gives back what runs, uncounted, and the next one runs it as its first attempt", async () => {
  const ledger = await testLedger();
  const { runId, wrote, open, journal } = await gatedRun(ledger);
  const worker = await startTestWorker(ledger, GATED, { leaseMs: 1_500 });
  await wrote("begun 1");
  worker.kill();
  await worker.done;
  expect(await ledger.job(runId, "slow")).toMatchObject({ status: "pending", attempts: 0, startedAt: null });
  open("go");
  await drain(ledger, GATED);
  expect(await ledger.result(runId, "after")).toBe(1);
  expect(journal()).toEqual(["begun 1", "begun 1", "ended 1"]);
  await ledger.expectSound();
});

test.each(["stop", "kill"] as const)("jobs that a claim brings after %s are given back, not begun", async (end) => {
  const ledger = await testLedger();
  const { runId, open, journal } = await gatedRun(ledger);
  const plain = ledger.store();
  const claimed = signal();
  const answered = signal();
  const store: WorkerStore = {
    ...plain,
    step: async (step) => {
      const answer = await plain.step(step);
      if (answer.jobs.length > 0) claimed.give();
      await answered.given;
      return answer;
    },
  };
  const worker = await startTestWorker(ledger, GATED, { store });
  await claimed.given;
  worker[end]();
  answered.give();
  // What has begun all the same could end.
  const ended = await Promise.race([worker.done.then(() => "by itself"), journalled(journal)]);
  open("go");
  expect(ended).toBe("by itself");
  expect(await ledger.job(runId, "slow")).toMatchObject({ status: "pending", attempts: 0 });
  await ledger.expectSound("at work");
});

test("a worker is paused, resumed and drained from outside within a heartbeat", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("flows.ts:etl");
  const worker = await startTestWorker(ledger, ["flows.ts:etl"]);
  expect(await ledger.wantWorker("nobody", "paused")).toBe(false);
  expect(await ledger.wantWorker(worker.name, "paused")).toBe(true);
  await until("it is paused", async () => (await stateOf(ledger, worker.name)) === "paused");
  const runId = await ledger.start("etl", { inputs: { uri: "x" } });
  // Another worker's whole life passes, and the paused one has touched nothing.
  const other = await startTestWorker(ledger, ["flows.ts:flaky"]);
  other.stop();
  await other.done;
  expect(await ledger.job(runId, "extract")).toMatchObject({ status: "pending", attempts: 0 });
  await ledger.wantWorker(worker.name, "running");
  expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
  expect(await stateOf(ledger, worker.name)).toBe("running");
  await ledger.wantWorker(worker.name, "draining");
  await worker.done;
  expect(await ledger.wantWorker(worker.name, "running")).toBe(false);
  await ledger.expectSound();
});

test("a paused worker that loses its lease stays paused under its next id", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("flows.ts:etl");
  const worker = await startTestWorker(ledger, ["flows.ts:etl"], { leaseMs: 1_500 });
  await ledger.wantWorker(worker.name, "paused");
  await until("it is paused", async () => (await stateOf(ledger, worker.name)) === "paused");
  await ledger.loseLeases();
  const next = "select wanted, state from orchex.workers where ended_at is null and heartbeat_at > started_at";
  const [row] = await until("it beats under its next id", async () => {
    const rows = await ledger.query(next);
    return rows.length > 0 ? rows : null;
  });
  expect(row).toEqual({ wanted: "paused", state: "paused" });
  expect(worker.log).not.toContain("info resumed");
  const runId = await ledger.start("etl", { inputs: { uri: "x" } });
  await ledger.wantWorker(worker.name, "running");
  expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
  await ledger.expectSound();
});

test("of the wishes of a worker's ids the newest id's counts, but for one to end", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("flows.ts:etl");
  const workers = [await fakeWorker(ledger, ["etl"]), await fakeWorker(ledger, ["etl"])];
  const beat = async (...wishes: readonly string[]) => {
    for (const [index, wish] of wishes.entries())
      await ledger.query("update orchex.workers set wanted = $1 where worker_id = $2", [
        wish,
        workers[index]?.workerId,
      ]);
    const ids = workers.map(({ workerId }) => ({ workerId, lowToken: "0", jobs: 0 }));
    const sent = { leaseMs: 60_000, state: "running", heldRuns: [] } as const;
    const answers = await Promise.all(
      [ids, ids.toReversed()].map(async (either) => (await workers[0]?.store.beat({ ids: either, ...sent }))?.wanted),
    );
    expect(answers[1]).toBe(answers[0]);
    return answers[0];
  };
  expect(await beat("running", "paused")).toBe("paused");
  expect(await beat("paused", "running")).toBe("running");
  expect(await beat("draining", "running")).toBe("draining");
  expect(await beat("stopped", "draining")).toBe("stopped");
});

test("what a paused worker runs goes on to its end", async () => {
  const ledger = await testLedger();
  const { runId, wrote, open } = await gatedRun(ledger);
  const worker = await startTestWorker(ledger, GATED, { leaseMs: 1_500 });
  await wrote("begun 1");
  await ledger.wantWorker(worker.name, "paused");
  await until("it is paused", async () => (await stateOf(ledger, worker.name)) === "paused");
  open("go");
  await until("the body has ended", async () => (await ledger.job(runId, "slow")).status === "succeeded");
  expect(await ledger.statuses(runId)).toEqual({ slow: "succeeded", after: "pending" });
  await ledger.expectSound("at work");
});

test("a worker that is told to drain finishes what it runs; one that is told to stop ends it and gives it back", async () => {
  const ledger = await testLedger();
  const { runId, wrote, open, journal } = await gatedRun(ledger);
  const stopped = await startTestWorker(ledger, GATED, { leaseMs: 1_500 });
  await wrote("begun 1");
  await ledger.wantWorker(stopped.name, "stopped");
  await stopped.done;
  expect(await ledger.job(runId, "slow")).toMatchObject({ status: "pending", attempts: 0 });
  const drained = await startTestWorker(ledger, GATED, { leaseMs: 1_500 });
  await until("it runs again", () => journal().length === 2);
  await ledger.wantWorker(drained.name, "draining");
  await until("it drains", async () => (await stateOf(ledger, drained.name)) === "draining");
  open("go");
  await drained.done;
  expect(await ledger.statuses(runId)).toEqual({ slow: "succeeded", after: "pending" });
  await ledger.expectSound("at work");
});

test("--drain waits for retries, ignores what is dead and blocked, and then ends by itself", async () => {
  const ledger = await testLedger();
  for (const dag of ["flaky", "doomed"]) await ledger.activateFixture(`flows.ts:${dag}`);
  const flaky = await ledger.start("flaky");
  const doomed = await ledger.start("doomed");
  await drain(ledger, ["flows.ts:flaky", "flows.ts:doomed"]);
  expect(await ledger.finished(flaky)).toMatchObject({ status: "succeeded" });
  expect(await ledger.statuses(doomed)).toEqual({
    beside: "succeeded",
    first: "dead",
    second: "blocked",
    third: "blocked",
  });
  // There is nothing to wait for now.
  await drain(ledger, ["flows.ts:flaky", "flows.ts:doomed"]);
  await ledger.expectSound();
});

test("--drain waits for what another worker runs", async () => {
  const ledger = await testLedger();
  const { runId, wrote, open } = await gatedRun(ledger);
  const first = await startTestWorker(ledger, GATED, { concurrency: 1 });
  await wrote("begun 1");
  const second = await startTestWorker(ledger, GATED, { drain: true });
  let ended = false;
  void second.done.then(() => (ended = true));
  // It has looked several times by the time it is seen to be alive again.
  const beat = async () => (await ledger.workers()).find(({ workerId }) => workerId === second.name)?.heartbeatAt;
  const before = await beat();
  await until("it beats", async () => Number(await beat()) > Number(before));
  expect(ended).toBe(false);
  open("go");
  await second.done;
  expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
  first.stop();
  await first.done;
  await ledger.expectSound();
});

test("an idle worker is woken by new work long before it would look for it", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("flows.ts:etl");
  await startTestWorker(ledger, ["flows.ts:etl"], { pollIntervalMs: 3_600_000 });
  await until(
    "the worker waits",
    async () => (await ledger.query("select from orchex.workers w where w.waiting")).length === 1,
  );
  const runId = await ledger.start("etl", { inputs: { uri: "x" } });
  expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
});

test("a worker that hears no notification finds new work and due retries by looking", async () => {
  const ledger = await testLedger();
  for (const dag of ["etl", "flaky"]) await ledger.activateFixture(`flows.ts:${dag}`);
  const deafStore = { ...ledger.store(), subscribe: async () => ({ active: false, close: async () => {} }) };
  await startTestWorker(ledger, ["flows.ts:etl", "flows.ts:flaky"], { store: deafStore });
  await until(
    "the worker waits",
    async () => (await ledger.query("select from orchex.workers w where w.waiting")).length === 1,
  );
  const runId = await ledger.start("etl", { inputs: { uri: "x" } });
  const flaky = await ledger.start("flaky");
  expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
  expect(await ledger.finished(flaky)).toMatchObject({ status: "succeeded" });
  await ledger.expectSound();
});

test("a retry that is due is run though nobody notifies and nobody looks", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("flows.ts:flaky");
  const runId = await ledger.start("flaky");
  await startTestWorker(ledger, ["flows.ts:flaky"], { pollIntervalMs: 3_600_000 });
  expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
  expect(await ledger.job(runId, "flaky")).toMatchObject({ attempts: 3 });
});
