import { expect, test } from "vitest";
import { scene } from "../support/scene.ts";
import { spawnWorker, supervise, type SpawnedWorker } from "../support/spawnWorker.ts";
import { testLedger, type TestLedger } from "../support/testLedger.ts";
import { until } from "../support/until.ts";

const LEASE_MS = 1_000;

/** A result is the one of whoever held the job last. */
async function expectResultsOfHolders(ledger: TestLedger): Promise<void> {
  expect(
    await ledger.number(
      "select count(*) from orchex.jobs j where j.status = 2 and j.result ->> 'fence' <> j.token::text",
    ),
  ).toBe(0);
}

async function finished(ledger: TestLedger): Promise<number> {
  return await ledger.number("select count(*) from orchex.runs r where r.finished_at is not null");
}

/** Waits until the worker has jobs in hand. */
async function holding(ledger: TestLedger, { name }: SpawnedWorker): Promise<void> {
  const held = `select count(*) from orchex.jobs j join orchex.workers w using (worker_id) where j.status = 1 and w.name = '${name}'`;
  await until("it holds jobs", async () => (await ledger.number(held)) > 0);
}

test("what a killed worker ran is taken back when its lease has ended, and counted as a lost worker", async () => {
  const ledger = await testLedger();
  const { folder, open, journal } = scene();
  await ledger.activateFixture("flows.ts:gated");
  const runIds = await ledger.startMany("gated", 8, { folder });
  const killed = await spawnWorker(ledger, ["flows.ts:gated"], { leaseMs: LEASE_MS });
  await until("all bodies run", () => journal().length === 8);
  killed.signal("SIGKILL");
  expect(await killed.exited).toBe("SIGKILL");
  await spawnWorker(ledger, ["flows.ts:gated"], { leaseMs: LEASE_MS });
  open("go");
  for (const runId of runIds) expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
  const lost = await ledger.query<{ outcome: string; attempt: number; worker: string; early: boolean }>(
    `select a.outcome, a.attempt, a.worker, a.finished_at < w.lease_until as early
       from orchex.attempts a join orchex.workers w on w.name = a.worker`,
  );
  expect(lost).toHaveLength(8);
  expect(new Set(lost.map((row) => JSON.stringify(row)))).toEqual(
    new Set([JSON.stringify({ outcome: "lost", attempt: 1, worker: killed.name, early: false })]),
  );
  expect(await ledger.number("select count(*) from orchex.jobs j where j.crashes = 1 and j.attempts = 2")).toBe(8);
  await ledger.expectSound();
});

test("workers killed at any moment lose no run and double no result", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("chaos.ts:diamonds");
  const start = async () => await spawnWorker(ledger, ["chaos.ts:diamonds"], { leaseMs: LEASE_MS });
  const [, ...victims] = await Promise.all([start(), start(), start(), start()]);
  const total = 400;
  await ledger.startMany("diamonds", total, { ms: 40 });
  for (const [index, victim] of victims.entries()) {
    await until("the runs have got that far", async () => (await finished(ledger)) >= (index * total) / 8);
    await holding(ledger, victim);
    victim.signal("SIGKILL");
    await victim.exited;
  }
  await until("all runs have finished", async () => (await finished(ledger)) === total);
  expect(await ledger.number("select count(*) from orchex.runs r where r.status = 2")).toBe(total);
  expect(await ledger.number("select sum(crashes) from orchex.jobs")).toBeGreaterThan(0);
  await expectResultsOfHolders(ledger);
  await ledger.expectSound();
});

test("a task that kills its process ends dead after five workers, and innocents that were with it live", async () => {
  const ledger = await testLedger();
  for (const dag of ["suicidal", "innocent"]) await ledger.activateFixture(`chaos.ts:${dag}`);
  const before = await ledger.startMany("innocent", 5, { ms: 20 });
  const runId = await ledger.start("suicidal");
  const after = await ledger.startMany("innocent", 20, { ms: 20 });
  const deaths = supervise(ledger, ["chaos.ts:suicidal", "chaos.ts:innocent"], { leaseMs: LEASE_MS });
  // Suspects come back apart, after pauses that grow.
  expect(await ledger.finished(runId, 90_000)).toMatchObject({ status: "failed" });
  expect(await ledger.statuses(runId)).toEqual({ kill: "dead", never: "blocked" });
  expect((await ledger.job(runId, "kill")).error).toContain("lost its worker 5 times");
  for (const innocent of [...before, ...after])
    expect(await ledger.finished(innocent)).toMatchObject({ status: "succeeded" });
  expect(deaths()).toBe(5);
  expect(
    await ledger.number("select max(j.crashes) from orchex.jobs j where j.status = 2"),
    "innocents were with it",
  ).toBeGreaterThan(0);
  await ledger.expectSound();
});

test("a worker that is frozen past its lease finds its late writes refused when it thaws", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("chaos.ts:diamonds");
  const start = async () => await spawnWorker(ledger, ["chaos.ts:diamonds"], { leaseMs: LEASE_MS });
  const [frozen, other] = await Promise.all([start(), start()]);
  const reclaimed = () => ledger.number("select count(*) from orchex.attempts a where a.outcome = 'lost'");
  let total = 0;
  // Whether it has results to write when it thaws is chance: until it had.
  for (let round = 1; round <= 10 && frozen.refused() === 0; round += 1) {
    const before = await reclaimed();
    total += (await ledger.startMany("diamonds", 200, { ms: 20 })).length;
    await holding(ledger, frozen);
    frozen.signal("SIGSTOP");
    await until("its jobs were taken back", async () => (await reclaimed()) > before);
    frozen.signal("SIGCONT");
    await until("it has noticed", () => frozen.warnings("this worker lost its lease") >= round);
  }
  await until("all runs have finished", async () => (await finished(ledger)) === total);
  expect(frozen.refused()).toBeGreaterThan(0);
  expect(other.refused()).toBe(0);
  await expectResultsOfHolders(ledger);
  await ledger.expectSound();
});
