import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import type { Logger } from "../../runtime/dist/worker/options.js";
import { fakeWorker } from "../support/fakeWorker.ts";
import { testLedger } from "../support/testLedger.ts";
import { startTestWorker } from "../support/testWorker.ts";
import { until } from "../support/until.ts";

test("the metrics line tells the rates since the last one and what is ready, without a depth while the ledger is away", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("flows.ts:etl");
  const lines: Record<string, unknown>[] = [];
  const info: Logger["info"] = (message, fields) => {
    if (message === "worker_metrics") lines.push({ ...fields });
  };
  const none = () => {};
  const plain = ledger.store();
  let away = false;
  const depth = async (dagIds: readonly number[], limit: number) => {
    if (away) throw new Error("The database is away");
    return await plain.depth(dagIds, limit);
  };
  const worker = await startTestWorker(ledger, ["flows.ts:etl"], {
    store: { ...plain, depth },
    metricsIntervalMs: 50,
    logger: { debug: none, info, warn: none, error: none },
  });
  const runIds = await ledger.startMany("etl", 3, { uri: "x" });
  for (const runId of runIds) await ledger.finished(runId);
  const sum = (name: string) => lines.reduce((total, line) => total + Number(line[name]), 0);
  const idle = { worker: worker.name, claimedPerSecond: 0, succeededPerSecond: 0, failedPerSecond: 0, ready: 0 };
  await until("all is told, and nothing more", () => {
    const told = sum("claimedPerSecond") > 0 && sum("succeededPerSecond") > 0;
    return told && isDeepStrictEqual(lines.at(-1), idle);
  });
  expect(sum("failedPerSecond")).toBe(0);

  await ledger.wantWorker(worker.name, "paused");
  await until("it is paused", async () => (await ledger.workers())[0]?.state === "paused");
  await ledger.startMany("etl", 2, { uri: "x" });
  await until("two are ready", () => lines.at(-1)?.["ready"] === 2);
  away = true;
  await until("nothing is said of what is ready", () => lines.length > 0 && !("ready" in (lines.at(-1) ?? {})));
  expect(Object.keys(lines.at(-1) ?? {})).toEqual([
    "worker",
    "claimedPerSecond",
    "succeededPerSecond",
    "failedPerSecond",
  ]);
});

test("what is ready is counted no further than its limit, of the given dags only", async () => {
  const ledger = await testLedger();
  for (const dag of ["etl", "flaky"]) await ledger.activateFixture(`flows.ts:${dag}`);
  await ledger.startMany("etl", 5);
  await ledger.startMany("flaky", 3);
  const worker = await fakeWorker(ledger, ["etl"]);
  const dagIds = [...worker.dagIds.values()];
  expect(await worker.store.depth(dagIds, 100)).toBe(5);
  expect(await worker.store.depth(dagIds, 4)).toBe(4);
});
