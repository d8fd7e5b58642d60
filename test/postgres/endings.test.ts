import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { scene } from "../support/scene.ts";
import { testLedger } from "../support/testLedger.ts";
import { drain, startTestWorker } from "../support/testWorker.ts";
import { until } from "../support/until.ts";

test("an endless loop is ended at its timeout, and no innocent body beside it loses an attempt", async () => {
  const ledger = await testLedger();
  const { folder, open, journal, wrote } = scene();
  await ledger.activateFixture("endings.ts:innocents");
  await ledger.activateFixture("endings.ts:endless");
  // Two bodies a thread: whichever thread the loop takes has an innocent one too.
  const concurrency = 2 * Math.max(2, availableParallelism());
  const innocents = await ledger.startMany("innocents", concurrency - 1, { folder });
  const worker = await startTestWorker(ledger, ["endings.ts:innocents", "endings.ts:endless"], { concurrency });
  await until("the innocents run", () => journal().length === concurrency - 1);
  const loop = await ledger.start("endless", { inputs: { folder } });
  await wrote("looping");
  expect(await ledger.finished(loop)).toMatchObject({ status: "failed" });
  expect(await ledger.job(loop, "loop")).toMatchObject({
    status: "dead",
    attempts: 1,
    error: "Task exceeded timeout of 0.5 seconds",
  });
  open("go");
  for (const runId of innocents) {
    expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
    expect(await ledger.job(runId, "wait")).toMatchObject({ attempts: 1, result: "1" });
  }
  const released = worker.events.filter(({ kind }) => kind === "released").map(({ runId }) => runId);
  expect(released.length).toBeGreaterThan(0);
  expect(innocents).toEqual(expect.arrayContaining(released));
  expect(worker.events.filter(({ kind }) => kind === "failed")).toEqual([]);
  await ledger.expectSound();
});

test("an error that escapes a body ends that body's attempt with its own message, and nothing else", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("endings.ts:strays");
  const runId = await ledger.start("strays");
  await drain(ledger, ["endings.ts:strays"], { concurrency: 8 });
  expect((await ledger.job(runId, "timer")).error).toMatch(/^Error: thrown by a timer\n/);
  expect((await ledger.job(runId, "rejection")).error).toMatch(/^Error: rejected and forgotten\n/);
  expect((await ledger.job(runId, "exit")).error).toMatch(/^Error: a task called process\.exit\(7\)/);
  expect(await ledger.statuses(runId)).toEqual({
    timer: "dead",
    rejection: "dead",
    exit: "dead",
    afterwards: "succeeded",
  });
  const n = await ledger.number("select sum(attempts)::int as n from orchex.jobs");
  expect(n).toBe(4);
  await ledger.expectSound();
});

test("a result that JSON or Postgres cannot keep fails with its path, and one over the limit with its size", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("endings.ts:unstorable");
  const runId = await ledger.start("unstorable");
  await drain(ledger, ["endings.ts:unstorable"], { maxResultBytes: 10_000 });
  const error = async (task: string) => (await ledger.job(runId, task)).error;
  expect(await error("nan")).toContain("Return value must be JSON-serializable: result.rows[1].value is NaN");
  expect(await error("nul")).toContain("result.text");
  expect(await error("map")).toContain("result.found");
  expect(await error("large")).toMatch(/result.*\b10,?000\b/);
  expect(await error("thrown")).toContain("A value was thrown");
  expect(await ledger.job(runId, "undefined")).toMatchObject({ status: "succeeded", result: "null" });
  await ledger.expectSound();
});

test("a run longer than its dag's timeout fails with run.timeout, and its running body is ended", async () => {
  const ledger = await testLedger();
  const { folder, wrote } = scene();
  await ledger.activateFixture("endings.ts:limited");
  await startTestWorker(ledger, ["endings.ts:limited"], { leaseMs: 3_000 });
  const runId = await ledger.start("limited", { inputs: { folder } });
  await wrote("stuck");
  const report = await ledger.finished(runId);
  expect(report.status).toBe("failed");
  expect(report.error).toContain("run.timeout");
  expect(await ledger.statuses(runId)).toEqual({ quick: "succeeded", stuck: "cancelled", later: "cancelled" });
  await ledger.expectSound();
});

test("a task whose result Postgres itself refuses is dead, and its neighbours in the batch are stored", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("flows.ts:wide");
  // Stands for whatever the encoder lets through and the server does not.
  await ledger.query("alter table orchex.jobs add constraint poison check (result is null or task_no <> 500)");
  const runId = await ledger.start("wide");
  await drain(ledger, ["flows.ts:wide"], { concurrency: 20 });
  const statuses = Object.values(await ledger.statuses(runId));
  expect(statuses.filter((status) => status === "succeeded")).toHaveLength(999);
  expect(statuses.filter((status) => status === "dead")).toHaveLength(1);
  expect(await ledger.job(runId, "gather")).toMatchObject({ status: "blocked" });
  await ledger.expectSound();
});
