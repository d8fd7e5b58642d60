import { expect, test } from "vitest";
import { OrchexError } from "../../runtime/dist/dag/error.js";
import type { WorkerStore } from "../../runtime/dist/store/store.js";
import { testLedger } from "../support/testLedger.ts";
import { startTestWorker } from "../support/testWorker.ts";
import { until } from "../support/until.ts";

const away = new OrchexError("database.unreachable", "The database cannot be reached");

test.each<[string, (store: WorkerStore) => Promise<unknown>]>([
  ["a heartbeat", (store) => store.renew([1], 1_000)],
  ["a step", (store) => store.step({ workerId: 0, completions: [], dagIds: [], limit: 0, unknown: [] })],
  ["a load of inputs", (store) => store.loadRuns([])],
  ["the depth that the metrics line tells", (store) => store.depth([], 1)],
])("the answer to %s ends a worker's silence", async (_what, call) => {
  const store = (await testLedger()).store();
  await until("it is silent", () => store.silentMs() > 100);
  const silentMs = store.silentMs();
  await call(store);
  expect(store.silentMs()).toBeLessThan(silentMs);
});

test("a call that began soon after an answer ends no worker, however long it took to fail", async () => {
  const ledger = await testLedger();
  const plain = ledger.store();
  let mayFail = true;
  let silentMs = 0;
  const store: WorkerStore = {
    ...plain,
    silentMs: () => silentMs,
    tend: async () => {
      if (!mayFail) return await plain.tend();
      mayFail = false;
      silentMs = 60_000;
      throw away;
    },
    beat: async (sent) => {
      const answer = await plain.beat(sent);
      silentMs = 0;
      return answer;
    },
  };
  const worker = await startTestWorker(ledger, ["flows.ts:etl"], { store, leaseMs: 1_000 });
  await until("a call has failed", () => worker.log.includes("warn the worker's upkeep failed; trying again"));
  await until("it has heard of the database again", () => silentMs === 0);
  worker.stop();
  await worker.done;
});

test("a worker that could not reach the database says that it lives before it looks for the lost", async () => {
  const ledger = await testLedger();
  const plain = ledger.store();
  const calls: string[] = [];
  const store: WorkerStore = {
    ...plain,
    tend: async () => {
      calls.push("tend");
      if (calls.filter((call) => call === "tend").length === 2) throw away;
      return await plain.tend();
    },
    beat: async (sent) => {
      calls.push("beat");
      return await plain.beat(sent);
    },
  };
  const worker = await startTestWorker(ledger, ["flows.ts:etl"], { store, leaseMs: 60_000 });
  await until("it has looked again", () => calls.filter((call) => call === "tend").length > 2);
  expect(calls.slice(calls.lastIndexOf("tend") - 2)).toEqual(["tend", "beat", "tend"]);
  worker.stop();
  await worker.done;
});
