import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { fakeWorker } from "./fakeWorker.ts";
import { scene } from "./scene.ts";
import { DIAMOND, shape } from "./shape.ts";
import type { TestLedger } from "./testLedger.ts";
import { drain, startTestWorker } from "./testWorker.ts";
import { until } from "./until.ts";

const DEAD = { status: "dead", dag: null, task: null, since: null, minAttempts: null, run: null } as const;

/** What a worker must do on every supported Postgres, and however it is reached. */
export function engineCore(testLedger: () => Promise<TestLedger>): void {
  test("a diamond runs in order, each task given the results of those it requires", async () => {
    const ledger = await testLedger();
    await ledger.activateFixture("flows.ts:etl");
    const runId = await ledger.start("etl", { inputs: { uri: "x" }, metadata: { by: "me" } });
    await drain(ledger, ["flows.ts:etl"]);
    expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
    expect(await ledger.result(runId, "load")).toEqual({
      count: 7,
      shout: { text: "HELLO X", uri: "x", by: "me", key: true },
    });
    await ledger.expectSound();
  });

  test("a task that fails is tried again at its stored time, until it succeeds", async () => {
    const ledger = await testLedger();
    await ledger.activateFixture("flows.ts:flaky");
    const runId = await ledger.start("flaky");
    const worker = await drain(ledger, ["flows.ts:flaky"]);
    expect(await ledger.job(runId, "flaky")).toMatchObject({ status: "succeeded", attempts: 3, result: "3" });
    expect(worker.events.map(({ kind }) => kind)).toEqual([
      "started",
      "failed",
      "started",
      "failed",
      "started",
      "succeeded",
    ]);
    const history = await ledger.query(
      "select attempt, outcome, split_part(error, E'\\n', 1) as error from orchex.attempts order by 1",
    );
    expect(history).toEqual([
      { attempt: 1, outcome: "failed", error: "Error: attempt 1 is not enough" },
      { attempt: 2, outcome: "failed", error: "Error: attempt 2 is not enough" },
    ]);
    await ledger.expectSound();
  });

  test("a task without attempts left is dead and blocks what is below it; retry-dead brings both back", async () => {
    const ledger = await testLedger();
    await ledger.activateFixture("flows.ts:doomed");
    const runId = await ledger.start("doomed");
    await drain(ledger, ["flows.ts:doomed"]);
    const after = { beside: "succeeded", first: "dead", second: "blocked", third: "blocked" };
    expect(await ledger.statuses(runId)).toEqual(after);
    expect((await ledger.job(runId, "first")).error).toMatch(/^Error: no luck today\n.*flows\.ts/);
    expect((await ledger.job(runId, "third")).error).toBe("blocked due to upstream dead task first");
    await ledger.expectSound();

    await ledger.query("update orchex.runs set inputs = '{\"mended\": true}'");
    expect(await ledger.requeue(DEAD)).toBe(1);
    await drain(ledger, ["flows.ts:doomed"]);
    expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
    expect(await ledger.result(runId, "third")).toBe("mended");
    await ledger.expectSound();
  });

  test("a running body whose run is cancelled hears of it, and one that does not listen is ended", async () => {
    const ledger = await testLedger();
    const { folder, wrote, journal } = scene();
    await ledger.activateFixture("endings.ts:stubborn");
    const runId = await ledger.start("stubborn", { inputs: { folder } });
    await startTestWorker(ledger, ["endings.ts:stubborn"], { leaseMs: 3_000 });
    await wrote("hears 1");
    await wrote("hears not 1");
    await ledger.cancel(runId);
    expect(await ledger.finished(runId)).toMatchObject({ status: "cancelled" });
    expect(await ledger.statuses(runId)).toEqual({ hears: "cancelled", hearsNot: "cancelled" });
    expect(journal()).toContain("heard: the run was cancelled");
    await ledger.expectSound();
  });

  test("a task that takes too long is ended, whether it listens or not", async () => {
    const ledger = await testLedger();
    const { folder, journal } = scene();
    await ledger.activateFixture("endings.ts:deaf");
    const runId = await ledger.start("deaf", { inputs: { folder } });
    await drain(ledger, ["endings.ts:deaf"]);
    for (const task of ["deaf", "polite"])
      expect(await ledger.job(runId, task)).toMatchObject({
        status: "dead",
        attempts: 1,
        error: "Task exceeded timeout of 0.2 seconds",
      });
    expect(journal()).toEqual(["aborted: Task exceeded timeout of 0.2 seconds"]);
    expect(await ledger.query("select distinct outcome from orchex.attempts")).toEqual([{ outcome: "timed-out" }]);
    await ledger.expectSound();
  });

  test("what a lost worker held is taken back and run by another", async () => {
    const ledger = await testLedger();
    await ledger.activateFixture("flows.ts:etl");
    const runId = await ledger.start("etl", { inputs: { uri: "x" } });
    const lost = await fakeWorker(ledger, ["etl"], { leaseMs: 1_000 });
    const [held] = await lost.claim(1);
    await startTestWorker(ledger, ["flows.ts:etl"]);
    expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
    expect(await ledger.job(runId, "extract")).toMatchObject({ attempts: 2 });
    expect((await lost.complete(held === undefined ? [] : [held])).refused).toHaveLength(1);
    await ledger.expectSound();
  });

  test("two workers at once run many diamonds, each task once", async () => {
    const ledger = await testLedger();
    await ledger.activateFixture("flows.ts:etl");
    const runIds = await ledger.startMany("etl", 200, { uri: "x" });
    const workers = await Promise.all([
      drain(ledger, ["flows.ts:etl"], { concurrency: 10 }),
      drain(ledger, ["flows.ts:etl"], { concurrency: 10 }),
    ]);
    const succeeded = workers.flatMap(({ events }) => events.filter(({ kind }) => kind === "succeeded"));
    expect(new Set(succeeded.map(({ runId, task }) => `${runId} ${task}`)).size).toBe(runIds.length * 4);
    expect(succeeded).toHaveLength(runIds.length * 4);
    const n = await ledger.number("select count(*)::int as n from orchex.runs r where r.status = 2");
    expect(n).toBe(runIds.length);
    await ledger.expectSound();
  });

  test("inputs of two megabytes reach the first task and every later one", async () => {
    const ledger = await testLedger();
    await ledger.activateFixture("flows.ts:etl");
    const uri = "é".repeat(1_000_000);
    const runId = await ledger.start("etl", { inputs: { uri } });
    await drain(ledger, ["flows.ts:etl"], { maxResultBytes: 10_000_000 });
    expect(await ledger.result(runId, "load")).toMatchObject({ count: 1_000_006, shout: { uri } });
    await ledger.expectSound();
  });

  test("a task that requires a thousand others gets the results of all", async () => {
    const ledger = await testLedger();
    await ledger.activateFixture("flows.ts:wide");
    const runId = await ledger.start("wide");
    await drain(ledger, ["flows.ts:wide"], { concurrency: 20 });
    expect(await ledger.result(runId, "gather")).toEqual({ count: 1000, sum: 499_500 });
    await ledger.expectSound();
  });

  test("a task that is no longer in code is skipped, and its dependents are told", async () => {
    const ledger = await testLedger();
    await ledger.activateFixture("whole.ts:shrinking");
    const runId = await ledger.start("shrinking");
    const worker = await drain(ledger, ["shrunk.ts:shrinking"]);
    expect(await ledger.statuses(runId)).toEqual({ start: "succeeded", gone: "skipped", after: "succeeded" });
    expect(await ledger.result(runId, "after")).toEqual({ start: "started", gone: { noop: true } });
    expect(worker.log).toContain("warn skipped a task that is in the snapshot but no longer in code");
    await ledger.expectSound();
  });

  test("a run id enqueued by ten at once is one run, which runs once", async () => {
    const ledger = await testLedger();
    await ledger.activateFixture("flows.ts:etl");
    const runId = randomUUID();
    await Promise.all(Array.from({ length: 10 }, () => ledger.start("etl", { runId, inputs: { uri: "x" } })));
    const worker = await drain(ledger, ["flows.ts:etl"]);
    expect(worker.events.filter(({ kind }) => kind === "started")).toHaveLength(4);
    await expect(ledger.start("etl", { runId, inputs: { uri: "y" } })).rejects.toMatchObject({ code: "run.taken" });
    await ledger.expectSound();
  });

  test("a worker that is idle finds new work, and obeys what is wanted of it", async () => {
    const ledger = await testLedger();
    await ledger.activateFixture("flows.ts:etl");
    const worker = await startTestWorker(ledger, ["flows.ts:etl"], { leaseMs: 1_000 });
    await until(
      "the worker is idle",
      async () => (await ledger.query("select from orchex.workers w where w.waiting")).length === 1,
    );
    const runId = await ledger.start("etl", { inputs: { uri: "x" } });
    expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
    expect(await ledger.wantWorker(worker.name, "stopped")).toBe(true);
    await worker.done;
    await ledger.expectSound();
  });

  test("workers that complete and claim at once strand no run", async () => {
    const ledger = await testLedger();
    await ledger.activateShape(shape("diamond", DIAMOND));
    await ledger.startMany("diamond", 60);
    await Promise.all(
      [2, 5, 9, 20].map(async (limit) => {
        const worker = await fakeWorker(ledger, ["diamond"]);
        let held = await worker.claim(limit);
        for (let idle = 0; idle < 20; idle = held.length > 0 ? 0 : idle + 1)
          held = (await worker.complete(held, limit)).jobs;
      }),
    );
    await ledger.expectSound();
  });
}
