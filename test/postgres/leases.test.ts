import { expect, test } from "vitest";
import { scene } from "../support/scene.ts";
import { shape } from "../support/shape.ts";
import { spawnWorker } from "../support/spawnWorker.ts";
import { testLedger } from "../support/testLedger.ts";
import { startTestWorker } from "../support/testWorker.ts";
import { until } from "../support/until.ts";

const LEASE_MS = 1_000;

test("a body that keeps its thread busy for several leases loses none", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("endings.ts:busy");
  const runIds = await ledger.startMany("busy", 2, { ms: 3.5 * LEASE_MS });
  const workers = await Promise.all(
    [1, 2].map(() => startTestWorker(ledger, ["endings.ts:busy"], { leaseMs: LEASE_MS, concurrency: 1 })),
  );
  for (const runId of runIds) {
    expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
    expect(await ledger.job(runId, "busy")).toMatchObject({ attempts: 1 });
  }
  expect(await ledger.query("select from orchex.attempts a")).toEqual([]);
  for (const { log } of workers) expect(log.filter((line) => line.includes("lease"))).toEqual([]);
  await ledger.expectSound();
});

test("a body on the main thread that blocks it for several leases loses none while another thread renews", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("endings.ts:busy");
  const runId = await ledger.start("busy", { inputs: { ms: 3.5 * LEASE_MS } });
  const other = ledger.store();
  await startTestWorker(ledger, ["endings.ts:busy"], {
    leaseMs: LEASE_MS,
    concurrency: 1,
    inline: true,
    renewer: {
      entry: new URL("../../runtime/dist/api/renewerThread.js", import.meta.url),
      data: ledger.options,
      patienceMs: 5_000,
    },
  });
  expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
  expect((await other.tend()).recovered).toEqual([]);
  expect(await ledger.job(runId, "busy")).toMatchObject({ attempts: 1 });
  await ledger.expectSound();
});

test.each([
  ["is ended with its process", "SIGKILL", []],
  ["is left alone under a debugger", "succeeded", ["--inspect=0"]],
] as const)("a body that blocks the main thread long past its timeout %s", async (_what, end, nodeArguments) => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("busy", { busy: [] }, { policies: { busy: { timeoutMs: 100 } } }));
  const runId = await ledger.start("busy", { inputs: { ms: 2_500 } });
  const worker = await spawnWorker(ledger, ["endings.ts:busy"], { inline: true, concurrency: 1, nodeArguments });
  expect(await Promise.race([worker.exited, ledger.finished(runId).then(({ status }) => status)])).toBe(end);
});

test("a worker whose lease was taken away goes on under another id, and its late result is refused", async () => {
  const ledger = await testLedger();
  const { folder, wrote, open, journal } = scene();
  await ledger.activateFixture("flows.ts:gated");
  const runId = await ledger.start("gated", { inputs: { folder } });
  const worker = await startTestWorker(ledger, ["flows.ts:gated"], { concurrency: 1 });
  await wrote("begun 1");
  await ledger.loseLeases();
  open("go");
  expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
  await until("it has noticed", () => worker.log.some((line) => line.includes("lost its lease")));
  expect(await ledger.job(runId, "slow")).toMatchObject({ attempts: 2, result: "2" });
  expect(journal().filter((line) => line.startsWith("begun"))).toEqual(["begun 1", "begun 2"]);
  const ids = await ledger.query("select from orchex.workers w");
  expect(ids).toHaveLength(2);
  await ledger.expectSound();
});
