import { expect, test } from "vitest";
import { fakeWorker } from "../support/fakeWorker.ts";
import { DIAMOND, shape } from "../support/shape.ts";
import { testLedger } from "../support/testLedger.ts";

const DEADLOCKS = "select deadlocks from pg_stat_database where datname = current_database()";

test("jobs are claimed by priority, and by age among equals", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(
    shape("ranks", { low: [], middle: [], high: [] }, { policies: { low: { priority: 1 }, high: { priority: 9 } } }),
  );
  const [first = "", second = ""] = await ledger.startMany("ranks", 2);
  const worker = await fakeWorker(ledger, ["ranks"]);
  const order: string[] = [];
  for (let claim = 0; claim < 6; claim += 1) {
    const [job] = await worker.claim(1);
    if (job === undefined) throw new Error("There was nothing to claim");
    order.push(`${["high", "low", "middle"][job.taskNo]} of the ${job.runId === first ? "first" : "second"}`);
  }
  expect(order).toEqual([
    "high of the first",
    "high of the second",
    "middle of the first",
    "middle of the second",
    "low of the first",
    "low of the second",
  ]);
  expect(await worker.claim(1)).toEqual([]);
  expect(second).not.toBe(first);
  await ledger.expectSound("at work");
});

test.each([[["one"]], [["one", "two"]]])("a claim of %j can go on where another one ended", async (dags) => {
  const ledger = await testLedger();
  for (const dag of dags) await ledger.activateShape(shape(dag, { only: [] }));
  const [first, second, third] = await ledger.startMany("one", 3);
  const worker = await fakeWorker(ledger, dags);
  const step = (from?: number) =>
    worker.store.step({
      workerId: worker.workerId,
      completions: [],
      dagIds: [...worker.dagIds.values()],
      limit: 1,
      unknown: [],
      ...(from !== undefined && { from }),
    });
  const { jobs, reach } = await step();
  expect(jobs.map(({ runId }) => runId)).toEqual([first]);
  const next = await step(reach);
  expect(next.jobs.map(({ runId }) => runId)).toEqual([second]);
  await worker.store.release(jobs);
  const on = await step(next.reach);
  expect(on.jobs.map(({ runId }) => runId)).toEqual([third]);
  expect(await step(on.reach)).toMatchObject({ jobs: [], reach: 0 });
  expect((await step()).jobs.map(({ runId }) => runId)).toEqual([first]);
});

test("a worker claims jobs of the dags it knows only, by priority over all of them", async () => {
  const ledger = await testLedger();
  for (const [dag, priority] of [
    ["one", 3],
    ["two", 7],
    ["three", 9],
  ] as const) {
    await ledger.activateShape(shape(dag, { only: [] }, { policies: { only: { priority } } }));
    await ledger.start(dag);
  }
  const worker = await fakeWorker(ledger, ["one", "two"]);
  const snapshots = new Map<number, string>();
  for (const row of await ledger.query<{ id: number; name: string }>(
    "select s.snapshot_id as id, d.name from orchex.snapshots s join orchex.dags d using (dag_id)",
  ))
    snapshots.set(row.id, row.name);
  const jobs = [...(await worker.claim(1)), ...(await worker.claim(10))];
  expect(jobs.map((job) => snapshots.get(job.snapshotId))).toEqual(["two", "one"]);
});

test("tasks that a worker names as unknown are not claimed by it, others of the same run are", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("mixed", { known: [], unknown: [] }));
  await ledger.start("mixed");
  const worker = await fakeWorker(ledger, ["mixed"]);
  const id = await ledger.number("select snapshot_id as id from orchex.snapshots");
  const step = (unknown: { snapshotId: number; taskNo: number }[]) =>
    worker.store.step({
      workerId: worker.workerId,
      completions: [],
      dagIds: [...worker.dagIds.values()],
      limit: 10,
      unknown,
    });
  expect((await step([{ snapshotId: id, taskNo: 1 }])).jobs.map((job) => job.taskNo)).toEqual([0]);
  expect((await step([])).jobs.map((job) => job.taskNo)).toEqual([1]);
});

test("many workers that complete and claim at once share diamonds out without overlap, deadlock or stranded run", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("diamond", DIAMOND));
  const runIds = await ledger.startMany("diamond", 150);
  const before = await ledger.number(DEADLOCKS);
  const completions = new Map<string, number>();
  const tokens = new Set<string>();
  let refused = 0;

  const work = async (limit: number) => {
    const worker = await fakeWorker(ledger, ["diamond"]);
    let held = await worker.claim(limit);
    let idle = 0;
    while (held.length > 0 || idle < 20) {
      idle = held.length > 0 ? 0 : idle + 1;
      for (const { runId, taskNo, token } of held) {
        const key = `${runId} ${taskNo}`;
        completions.set(key, (completions.get(key) ?? 0) + 1);
        tokens.add(token);
      }
      const answer = await worker.complete(held, limit, { by: worker.workerId });
      refused += answer.refused.length;
      held = answer.jobs;
    }
  };
  await Promise.all([1, 2, 3, 5, 7, 10, 20, 40].map(work));

  expect(completions.size).toBe(runIds.length * 4);
  expect([...completions.values()].every((times) => times === 1)).toBe(true);
  expect(tokens.size).toBe(runIds.length * 4);
  expect(refused).toBe(0);
  expect((await ledger.number(DEADLOCKS)) - before).toBe(0);
  await ledger.expectSound();
  const workers = await ledger.query("select distinct result ->> 'by' as worker from orchex.jobs j");
  expect(workers.length).toBeGreaterThan(3);
});

test("workers that complete, fail, give back and cancel at once come to no deadlock", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("diamond", DIAMOND));
  const runIds = await ledger.startMany("diamond", 120);
  const before = await ledger.number(DEADLOCKS);
  let turn = 0;
  const work = async () => {
    const worker = await fakeWorker(ledger, ["diamond"]);
    for (let idle = 0; idle < 30;) {
      const held = await worker.claim(9);
      idle = held.length > 0 ? 0 : idle + 1;
      turn += 1;
      const third = Math.ceil(held.length / 3);
      const [done, failed, back] = [held.slice(0, third), held.slice(third, 2 * third), held.slice(2 * third)];
      await Promise.all([
        worker.complete(done),
        worker.store.fail(
          failed.map((job, index) => ({
            ...job,
            error: "no luck",
            outcome: "failed" as const,
            dead: job.failures > 1 || (turn + index) % 7 === 0,
            delayMs: 0,
          })),
        ),
        worker.store.release(back),
        worker.store.tend(),
      ]);
    }
  };
  const meddle = async () => {
    for (const [index, runId] of runIds.entries()) {
      if (index % 5 === 0) await ledger.cancel(runId);
      if (index % 7 === 0)
        await ledger.requeue({ status: "dead", dag: null, task: null, since: null, minAttempts: null, run: null });
    }
  };
  await Promise.all([work(), work(), work(), work(), meddle()]);
  const after = await ledger.number(DEADLOCKS);
  expect(after - before).toBe(0);
  await ledger.expectSound();
  const [provoked] = await ledger.query<{ failed: boolean; dead: boolean; cancelled: boolean }>(
    "select bool_or(failures > 0) as failed, bool_or(status = 4) as dead, bool_or(status = 7) as cancelled from orchex.jobs",
  );
  expect(provoked).toEqual({ failed: true, dead: true, cancelled: true });
});

test("a worker whose lease has ended claims nothing more under its id", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("single", { only: [] }));
  await ledger.start("single");
  const worker = await fakeWorker(ledger, ["single"]);
  const later = ledger.store({ clockOffset: "2 hours" });
  const step = {
    workerId: worker.workerId,
    completions: [],
    dagIds: [...worker.dagIds.values()],
    limit: 10,
    unknown: [],
  };
  // Nobody has taken anything from it yet: it may only be late with its beat.
  expect(await later.step(step)).toEqual({ jobs: [], reach: 0, refused: [], lost: false });
  await later.tend();
  expect(await worker.store.step(step)).toEqual({ jobs: [], reach: 0, refused: [], lost: true });
  expect(
    (
      await worker.store.beat({
        ids: [{ workerId: worker.workerId, lowToken: "0", jobs: 0 }],
        leaseMs: 60_000,
        state: "running",
        heldRuns: [],
      })
    ).alive.size,
  ).toBe(0);
});
