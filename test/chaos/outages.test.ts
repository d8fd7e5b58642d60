import { afterAll, beforeAll, expect, test } from "vitest";
import { startCluster, type Cluster } from "../support/cluster.ts";
import { scene } from "../support/scene.ts";
import { spawnWorker } from "../support/spawnWorker.ts";
import { testLedger, type TestLedger } from "../support/testLedger.ts";
import { until } from "../support/until.ts";

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ settings: { fsync: "on", synchronous_commit: "on" } });
});

afterAll(() => cluster.remove());

const TOTAL = 400;

async function crowded(): Promise<{ ledger: TestLedger; finished: () => Promise<number> }> {
  const ledger = await testLedger({ url: cluster.url });
  await ledger.activateFixture("chaos.ts:diamonds");
  await ledger.startMany("diamonds", TOTAL, { ms: 20 });
  return {
    ledger,
    finished: () => ledger.number("select count(*) from orchex.runs r where r.finished_at is not null"),
  };
}

async function expectAllDone(ledger: TestLedger, finished: () => Promise<number>): Promise<void> {
  await until("all runs have finished", async () => (await finished()) === TOTAL, 60_000);
  expect(await ledger.number("select count(*) from orchex.runs r where r.status = 2")).toBe(TOTAL);
  expect(
    await ledger.number(
      "select count(*) from orchex.jobs j where j.status = 2 and j.result ->> 'fence' <> j.token::text",
    ),
  ).toBe(0);
  await ledger.expectSound();
}

test("a Postgres that crashes again and again in the middle of runs costs no run", async () => {
  const { ledger, finished } = await crowded();
  const workers = await Promise.all([1, 2].map(() => spawnWorker(ledger, ["chaos.ts:diamonds"])));
  for (const share of [0.15, 0.35, 0.55, 0.75]) {
    await until("the runs have got that far", async () => (await finished()) >= share * TOTAL);
    const failures = workers.map((worker) => worker.warnings("the "));
    await cluster.crash();
    await until("both workers have noticed", () =>
      workers.every((worker, index) => worker.warnings("the ") > (failures[index] ?? 0)),
    );
    await cluster.restart();
    expect(await finished()).toBeLessThan(TOTAL);
  }
  await expectAllDone(ledger, finished);
  for (const worker of workers) expect(worker.warnings("the database does not answer")).toBeGreaterThan(0);
});

test("connections that are cut while they work leave nothing stuck, and no answer that was lost is counted twice", async () => {
  const { ledger, finished } = await crowded();
  const workers = await Promise.all([1, 2].map(() => spawnWorker(ledger, ["chaos.ts:diamonds"])));
  const cut = () =>
    ledger.number(
      `select count(*) from (select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = '${ledger.schema}' and state = 'active' offset 0) x`,
    );
  let cuts = 0;
  for (let done = 0; done < 0.8 * TOTAL; done = await finished()) {
    // While they are at a statement: its commit may have happened, its answer does not arrive.
    cuts += await until("somebody is at work", async () => (await cut()) || null);
    const goal = Math.min(done + TOTAL / 20, 0.8 * TOTAL);
    await until("the runs have got further", async () => (await finished()) >= goal);
  }
  await expectAllDone(ledger, finished);
  expect(cuts).toBeGreaterThan(5);
  const retried = workers.reduce((sum, worker) => sum + worker.warnings("the database does not answer"), 0);
  expect(retried).toBeGreaterThan(0);
  expect(await ledger.number("select count(*) from orchex.workers"), "registered again").toBeGreaterThan(2);
});

test("a worker that has no answer of the database for so long exits with code 3, and one that has an answer does not", async () => {
  const { ledger, finished } = await crowded();
  const [patient, impatient] = await Promise.all([
    spawnWorker(ledger, ["chaos.ts:diamonds"]),
    spawnWorker(ledger, ["chaos.ts:diamonds"], { silenceMs: 1_500 }),
  ]);
  await until("the runs have got that far", async () => (await finished()) >= TOTAL / 4);
  await cluster.crash();
  expect(await impatient.exited).toBe(3);
  await cluster.restart();
  await expectAllDone(ledger, finished);
  expect(patient.warnings("the worker's upkeep failed")).toBeGreaterThan(0);
});

test("a database that is frozen for longer than the lease takes no job from a worker that lives", async () => {
  const leaseMs = 2_000;
  const ledger = await testLedger({ url: cluster.url });
  const { folder, open, journal } = scene();
  await ledger.activateFixture("flows.ts:gated");
  const runIds = await ledger.startMany("gated", 8, { folder });
  const options = { leaseMs, concurrency: 4 };
  await Promise.all([1, 2].map(() => spawnWorker(ledger, ["flows.ts:gated"], options)));
  await until("all bodies run", () => journal().length === 8);
  const beating = await until("both have beaten", async () => {
    const rows = await ledger.query<{ pid: number }>(
      `select pid from pg_stat_activity where application_name = '${ledger.schema}' and query like '%.beat(%'`,
    );
    return rows.length === 2 ? rows.map(({ pid }) => pid) : null;
  });
  const frozenAt = performance.now();
  cluster.freeze();
  try {
    await until("every lease has run out", () => performance.now() - frozenAt > 2 * leaseMs);
    // Of all that may happen now the worst: somebody looks for lost workers before any has had its beat answered.
    cluster.thaw(beating);
    const late =
      "select count(*) from orchex.upkeep u, orchex.workers w where u.tended_at > w.heartbeat_at + interval '3 seconds'";
    await until("the ledger was tended", async () => (await ledger.number(late)) > 0);
  } finally {
    cluster.thaw();
  }
  const [{ thawed } = { thawed: "" }] = await ledger.query<{ thawed: string }>(
    "select clock_timestamp()::text as thawed",
  );
  const tended = `select count(*) from orchex.workers w, orchex.upkeep u
    where w.ended_at is null and w.heartbeat_at > '${thawed}' and u.tended_at > w.heartbeat_at`;
  await until("both have beaten, and the ledger was tended since", async () => (await ledger.number(tended)) === 2);
  open("go");
  for (const runId of runIds) {
    expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
    expect(await ledger.job(runId, "slow")).toMatchObject({ attempts: 1 });
  }
  expect(await ledger.number("select sum(crashes) from orchex.jobs")).toBe(0);
  expect(await ledger.query("select from orchex.attempts")).toEqual([]);
  await ledger.expectSound();
});
