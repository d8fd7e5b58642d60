import { expect, onTestFinished, test } from "vitest";
import type { WorkerStore } from "../../runtime/dist/store/store.js";
import { fakeWorker } from "../support/fakeWorker.ts";
import { scene } from "../support/scene.ts";
import { signal } from "../support/signal.ts";
import { testLedger } from "../support/testLedger.ts";
import { drain, startTestWorker } from "../support/testWorker.ts";
import { until } from "../support/until.ts";

test("when something goes wrong with a batch that was claimed, each job of it is run all the same, as its first attempt", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("flows.ts:etl");
  const runIds = await ledger.startMany("etl", 6, { uri: "x" });
  let started = 0;
  const worker = await drain(ledger, ["flows.ts:etl"], {
    concurrency: 6,
    onEvent: ({ kind }) => {
      // The first time after a load of inputs, the second with everything in memory.
      if (kind === "started" && [2, 10].includes((started += 1))) throw new Error("whoever shows progress is gone");
    },
  });
  expect(started).toBeGreaterThan(10);
  expect(worker.log).toContain("warn claimed jobs could not be begun; giving them back");
  for (const runId of runIds) {
    expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
    expect(await ledger.job(runId, "extract")).toMatchObject({ attempts: 1 });
  }
  await ledger.expectSound();
});

test("a task is given the result that the ledger has, not one of this worker that is being refused just now", async () => {
  const ledger = await testLedger();
  const { folder, open, wrote } = scene();
  await ledger.activateFixture("flows.ts:gated");
  const runId = await ledger.start("gated", { inputs: { folder } });
  const plain = ledger.store();
  const refused = signal();
  const answered = signal();
  let heard = false;
  const step: WorkerStore["step"] = async (batch) => {
    const answer = await plain.step(batch);
    if (answer.refused.length > 0) {
      heard = true;
      refused.give();
      await answered.given;
    }
    return { ...answer, lost: heard && answer.lost };
  };
  // Until a result of it is refused, it does not hear that it has lost its lease.
  const beat: WorkerStore["beat"] = async (sent) => {
    const answer = await plain.beat(sent);
    return heard ? answer : { ...answer, alive: new Set(sent.ids.map(({ workerId }) => workerId)) };
  };
  // A worker that takes many has two steps on their way.
  const worker = await startTestWorker(ledger, ["flows.ts:gated"], {
    store: { ...plain, step, beat },
    concurrency: 600,
    leaseMs: 60_000,
    pollIntervalMs: 3_600_000,
  });
  onTestFinished(answered.give);
  await wrote("begun 1");
  await ledger.loseLeases();
  const other = await fakeWorker(ledger, ["gated"]);
  const taken = await other.claim(1);
  open("go");
  await refused.given;
  await other.complete(taken, 0, "the ledger's");
  await ledger.wantWorker(worker.name, "running");
  await until("the next task has run", () =>
    worker.events.some(({ kind, task }) => kind === "succeeded" && task === "after"),
  );
  answered.give();
  await ledger.finished(runId);
  expect(await ledger.result(runId, "after")).toBe("the ledger's");
  await ledger.expectSound();
});
