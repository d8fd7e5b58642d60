import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { fakeWorker } from "../support/fakeWorker.ts";
import { DIAMOND, shape } from "../support/shape.ts";
import { testLedger, type TestLedger } from "../support/testLedger.ts";
import type { RequeueFilter } from "../../runtime/dist/store/store.js";

const DEAD: RequeueFilter = { status: "dead", dag: null, task: null, since: null, minAttempts: null, run: null };

/** Runs a shape by hand: the named tasks die, the others succeed. */
async function runWith(ledger: TestLedger, dag: string, dying: readonly string[]): Promise<void> {
  const worker = await fakeWorker(ledger, [dag]);
  const names = await ledger.taskNames(dag);
  for (;;) {
    const jobs = await worker.claim(50);
    if (jobs.length === 0) return;
    for (const job of jobs) {
      const name = names[job.taskNo] ?? "";
      if (dying.includes(name)) await worker.fail(job, { dead: true, error: `${name} broke` });
      else await worker.complete([job]);
    }
  }
}

test("a failed job waits until its stored time, and is claimable from then on", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("single", { only: [] }));
  const runId = await ledger.start("single");
  const worker = await fakeWorker(ledger, ["single"]);
  const [job] = await worker.claim(1);
  if (job === undefined) throw new Error("There was nothing to claim");
  await worker.fail(job, { delayMs: 60_000, error: "not yet" });
  const seconds = await ledger.number(
    "select extract(epoch from next_attempt_at - finished_at)::float8 as seconds from orchex.jobs",
  );
  expect(seconds).toBe(60);
  expect(await ledger.job(runId, "only")).toMatchObject({ status: "failed", attempts: 1, error: "not yet" });
  expect(await ledger.store({ clockOffset: "59 seconds" }).tend()).toMatchObject({ promoted: 0 });
  expect(await worker.claim(1)).toEqual([]);
  expect(await ledger.store({ clockOffset: "61 seconds" }).tend()).toMatchObject({ promoted: 1 });
  const [again] = await worker.claim(1);
  expect(again).toMatchObject({ runId, attempts: 2, failures: 1 });
  await worker.complete(again === undefined ? [] : [again]);
  expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
  await ledger.expectSound();
});

test("a dead job blocks everything below it, with the reason, and leaves the rest to go on", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(
    shape("tree", { a: [], b: ["a"], c: ["b"], d: ["c", "side"], side: ["a"], far: ["side"] }),
  );
  const runId = await ledger.start("tree");
  await runWith(ledger, "tree", ["b"]);
  expect(await ledger.statuses(runId)).toEqual({
    a: "succeeded",
    b: "dead",
    c: "blocked",
    d: "blocked",
    side: "succeeded",
    far: "succeeded",
  });
  expect((await ledger.job(runId, "b")).error).toBe("b broke");
  for (const task of ["c", "d"])
    expect((await ledger.job(runId, task)).error).toBe("blocked due to upstream dead task b");
  expect(await ledger.finished(runId)).toMatchObject({ status: "failed" });
  await ledger.expectSound();
});

test("retry-dead gives what died and what it blocked another life, and the run finishes", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("diamond", DIAMOND));
  const runId = await ledger.start("diamond");
  await runWith(ledger, "diamond", ["left"]);
  expect(await ledger.finished(runId)).toMatchObject({ status: "failed" });
  expect(await ledger.requeue(DEAD)).toBe(1);
  expect(await ledger.report(runId)).toMatchObject({ status: "running", finishedAt: null });
  expect(await ledger.statuses(runId)).toEqual({
    fork: "succeeded",
    left: "pending",
    right: "succeeded",
    join: "pending",
  });
  await ledger.expectSound("at work");
  expect(await ledger.requeue(DEAD)).toBe(0);
  await runWith(ledger, "diamond", []);
  expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
  expect(await ledger.job(runId, "left")).toMatchObject({ attempts: 1, error: null });
  await ledger.expectSound();
});

test("what two dead jobs block stays blocked until both live again", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("diamond", { ...DIAMOND, end: ["join"] }));
  const runId = await ledger.start("diamond");
  await runWith(ledger, "diamond", ["left", "right"]);
  const blocked = { fork: "succeeded", left: "dead", right: "dead", join: "blocked", end: "blocked" };
  expect(await ledger.statuses(runId)).toEqual(blocked);
  expect(await ledger.requeue({ ...DEAD, task: "left" })).toBe(1);
  expect(await ledger.statuses(runId)).toEqual({ ...blocked, left: "pending" });
  await ledger.expectSound("at work");
  await runWith(ledger, "diamond", []);
  expect(await ledger.statuses(runId)).toEqual({ ...blocked, left: "succeeded" });
  expect(await ledger.finished(runId)).toMatchObject({ status: "failed" });
  expect(await ledger.requeue({ ...DEAD, task: "right" })).toBe(1);
  await runWith(ledger, "diamond", []);
  expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
  await ledger.expectSound();
});

test("two jobs that die in one batch bury what is below them once", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("diamond", { ...DIAMOND, end: ["join"], late: ["left"] }));
  const runIds = await ledger.startMany("diamond", 3);
  const worker = await fakeWorker(ledger, ["diamond"]);
  const { jobs } = await worker.complete(await worker.claim(10), 10);
  expect(jobs).toHaveLength(6);
  await worker.store.fail(
    jobs.map((job) => ({ ...job, error: "broke", outcome: "failed" as const, dead: true, delayMs: 0 })),
  );
  for (const runId of runIds) expect(await ledger.finished(runId)).toMatchObject({ status: "failed" });
  await ledger.expectSound();
});

test("retry-dead takes only what its filters name", async () => {
  const ledger = await testLedger();
  for (const dag of ["one", "two"]) await ledger.activateShape(shape(dag, { a: [], b: [] }));
  const [first = "", second = ""] = await ledger.startMany("one", 2);
  const other = await ledger.start("two");
  await runWith(ledger, "one", ["a", "b"]);
  await runWith(ledger, "two", ["a", "b"]);
  expect(await ledger.requeue({ ...DEAD, minAttempts: 2 })).toBe(0);
  expect(await ledger.requeue({ ...DEAD, since: new Date(Date.now() + 3_600_000) })).toBe(0);
  expect(await ledger.requeue({ ...DEAD, dag: "none" })).toBe(0);
  expect(await ledger.requeue({ ...DEAD, status: "failed" })).toBe(0);
  expect(await ledger.requeue({ ...DEAD, dag: "one", task: "a", run: first })).toBe(1);
  expect(await ledger.statuses(first)).toEqual({ a: "pending", b: "dead" });
  expect(await ledger.statuses(second)).toEqual({ a: "dead", b: "dead" });
  expect(await ledger.requeue({ ...DEAD, dag: "one" })).toBe(3);
  expect(await ledger.statuses(other)).toEqual({ a: "dead", b: "dead" });
  expect(await ledger.requeue({ ...DEAD, since: new Date(Date.now() - 3_600_000), minAttempts: 1 })).toBe(2);
  await ledger.expectSound("at work");
});

test("retry-failed makes what waits for its time claimable at once", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("single", { only: [] }));
  const runId = await ledger.start("single");
  const worker = await fakeWorker(ledger, ["single"]);
  const [job] = await worker.claim(1);
  if (job === undefined) throw new Error("There was nothing to claim");
  await worker.fail(job, { delayMs: 3_600_000 });
  expect(await ledger.requeue({ ...DEAD, status: "failed" })).toBe(1);
  expect(await worker.claim(1)).toMatchObject([{ runId, attempts: 1, failures: 0 }]);
  await ledger.expectSound("at work");
});

test("a run whose jobs were cancelled is not brought back by retry-dead", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("pair", { a: [], b: [] }));
  const runId = await ledger.start("pair");
  const worker = await fakeWorker(ledger, ["pair"]);
  const [job] = await worker.claim(1);
  if (job === undefined) throw new Error("There was nothing to claim");
  await worker.fail(job, { dead: true });
  await ledger.cancel(runId);
  expect(await ledger.requeue(DEAD)).toBe(0);
  expect(await ledger.statuses(runId)).toEqual({ a: "dead", b: "cancelled" });
  expect(await ledger.finished(runId)).toMatchObject({ status: "cancelled" });
  await ledger.expectSound();
});

test("lost workers count against a budget of five, apart from failures", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("chain", { first: [], second: ["first"] }));
  const runId = await ledger.start("chain");
  const later = ledger.store({ clockOffset: "2 seconds" });
  for (let lost = 1; lost <= 5; lost += 1) {
    const worker = await fakeWorker(ledger, ["chain"], { leaseMs: 1_000 });
    expect(await worker.claim(1)).toMatchObject([{ runId, attempts: lost, failures: 0 }]);
    expect((await later.tend()).recovered).toEqual([
      { worker: "fake", runId, taskNo: 0, status: lost < 5 ? "pending" : "dead" },
    ]);
    // From the second loss on it comes back only after a while, apart from what was lost with it.
    const [first] = await ledger.query<{ ready: boolean }>("select ready from orchex.jobs where task_no = 0");
    expect(first?.ready).toBe(lost === 1);
    await ledger.store({ clockOffset: "1 minute" }).tend();
  }
  expect(await ledger.statuses(runId)).toEqual({ first: "dead", second: "blocked" });
  expect((await ledger.job(runId, "first")).error).toContain("lost its worker 5 times, the last one was fake");
  const outcomes = await ledger.query<{ outcome: string; attempt: number }>(
    "select outcome, attempt from orchex.attempts order by attempt",
  );
  expect(outcomes).toEqual([1, 2, 3, 4, 5].map((attempt) => ({ outcome: "lost", attempt })));
  await ledger.expectSound();
  expect(await ledger.requeue(DEAD)).toBe(1);
  await runWith(ledger, "chain", []);
  expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
  await ledger.expectSound();
});

test("what a worker held that has left properly is given back uncounted", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("single", { only: [] }));
  const runId = await ledger.start("single");
  const worker = await fakeWorker(ledger, ["single"]);
  await worker.claim(1);
  await worker.store.endWorker(worker.workerId);
  expect((await ledger.store().tend()).recovered).toHaveLength(1);
  expect(await ledger.job(runId, "only")).toMatchObject({ status: "pending", attempts: 0 });
  await ledger.expectSound("at work");
});

test("what an ended worker left is looked for at once, then ever less often, and no more when nothing can come", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("single", { only: [] }));
  const worker = await fakeWorker(ledger, ["single"]);
  await worker.store.endWorker(worker.workerId);
  const client = new Client({ connectionString: ledger.options.url });
  await client.connect();
  onTestFinished(() => client.end());
  const looks: number[] = [];
  for (let second = 1; second <= 600; second += 1) {
    await client.query(`set orchex_clock."offset" = '${second} seconds'`);
    await client.query(`select from "${ledger.schema}".recover(5, '3 minutes')`);
    const { rowCount } = await client.query(
      `update "${ledger.schema}".workers set started_at = looked_at where looked_at is distinct from started_at returning 1`,
    );
    if (rowCount === 1) looks.push(second);
  }
  expect(looks[0]).toBe(1);
  expect(looks.filter((second) => second < 10).length).toBeGreaterThan(2);
  expect(looks.length).toBeLessThan(12);
  expect(looks.at(-1)).toBeGreaterThan(180);
  expect(looks.at(-1)).toBeLessThan(300);
});

test("recovery by many at once takes each job back once", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("single", { only: [] }));
  await ledger.startMany("single", 50);
  for (let n = 0; n < 5; n += 1) await (await fakeWorker(ledger, ["single"], { leaseMs: 1_000 })).claim(10);
  const answers = await Promise.all(Array.from({ length: 8 }, () => ledger.store({ clockOffset: "2 seconds" }).tend()));
  const taken = answers.flatMap(({ recovered }) => recovered.map(({ runId }) => runId));
  expect(taken).toHaveLength(50);
  expect(new Set(taken).size).toBe(50);
  const n = await ledger.number("select sum(crashes)::int as n from orchex.jobs");
  expect(n).toBe(50);
  await ledger.expectSound("at work");
});
