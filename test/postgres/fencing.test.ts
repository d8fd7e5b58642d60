import { expect, test } from "vitest";
import { fakeWorker } from "../support/fakeWorker.ts";
import { DIAMOND, shape } from "../support/shape.ts";
import { testLedger, type TestLedger } from "../support/testLedger.ts";

/** A job whose first holder lost its lease, and which a second one holds now. */
async function stolen(ledger: TestLedger) {
  await ledger.activateShape(shape("chain", { first: [], second: ["first"] }));
  const runId = await ledger.start("chain");
  const old = await fakeWorker(ledger, ["chain"], { leaseMs: 1_000 });
  const [before] = await old.claim(1);
  const { recovered } = await ledger.store({ clockOffset: "2 seconds" }).tend();
  expect(recovered).toEqual([{ worker: "fake", runId, taskNo: 0, status: "pending" }]);
  const holder = await fakeWorker(ledger, ["chain"]);
  const [after] = await holder.claim(1);
  if (before === undefined || after === undefined) throw new Error("There was nothing to claim");
  expect(BigInt(after.token)).toBeGreaterThan(BigInt(before.token));
  expect(after.attempts).toBe(2);
  return { runId, old, before, holder, after };
}

test("a completion with an old token is refused, before and after the new holder's own", async () => {
  const ledger = await testLedger();
  const { runId, old, before, holder, after } = await stolen(ledger);
  const refusal = [{ runId, taskNo: 0 }];
  expect((await old.complete([before], 0, "old")).refused).toEqual(refusal);
  expect(await ledger.statuses(runId)).toEqual({ first: "processing", second: "pending" });
  expect((await holder.complete([after], 0, "new")).refused).toEqual([]);
  expect((await old.complete([before], 0, "old")).refused).toEqual(refusal);
  expect(await ledger.result(runId, "first")).toBe("new");
  expect((await holder.claim(5)).map(({ taskNo }) => taskNo)).toEqual([1]);
  await ledger.expectSound("at work");
});

test("a failure with an old token is refused, and counts nothing", async () => {
  const ledger = await testLedger();
  const { runId, old, before, holder, after } = await stolen(ledger);
  expect(await old.fail(before, { dead: true })).toEqual([{ runId, taskNo: 0 }]);
  expect(await ledger.statuses(runId)).toEqual({ first: "processing", second: "pending" });
  await holder.complete([after]);
  expect(await old.fail(before, { dead: true })).toEqual([{ runId, taskNo: 0 }]);
  expect(await ledger.statuses(runId)).toEqual({ first: "succeeded", second: "pending" });
  await ledger.expectSound("at work");
});

test("a job given back with an old token stays where it is", async () => {
  const ledger = await testLedger();
  const { runId, old, before, after, holder } = await stolen(ledger);
  await old.store.release([before]);
  expect(await ledger.job(runId, "first")).toMatchObject({ status: "processing", attempts: 2 });
  expect(await old.store.releaseOrphans(old.workerId, [])).toBe(0);
  expect((await holder.complete([after])).refused).toEqual([]);
  await ledger.expectSound("at work");
});

test("a skip with an old token is none", async () => {
  const ledger = await testLedger();
  const { runId, old, before } = await stolen(ledger);
  expect(await old.store.skip(old.workerId, [before])).toEqual([]);
  expect(await ledger.job(runId, "first")).toMatchObject({ status: "processing" });
});

test("the same completion, failure or release again, after a lost answer, changes nothing and refuses nothing", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("diamond", DIAMOND));
  const [one = "", other = ""] = await ledger.startMany("diamond", 2);
  const worker = await fakeWorker(ledger, ["diamond"]);
  const forks = await worker.claim(2);
  expect((await worker.complete(forks)).refused).toEqual([]);
  expect((await worker.complete(forks, 0, "another")).refused).toEqual([]);
  expect(await ledger.result(one, "fork")).toEqual({ done: true });
  const sides = await worker.claim(10);
  expect(sides).toHaveLength(4);
  const [left, right] = sides.filter((job) => job.runId === one);
  if (left === undefined || right === undefined) throw new Error("There was nothing to claim");
  for (let time = 0; time < 2; time += 1) {
    expect(await worker.fail(left, { delayMs: 3_600_000 })).toEqual([]);
    await worker.store.release([right]);
  }
  expect(await ledger.statuses(one)).toEqual({ fork: "succeeded", left: "failed", right: "pending", join: "pending" });
  expect(await ledger.job(one, "right")).toMatchObject({ attempts: 0, startedAt: null });
  const n = await ledger.number("select count(*)::int as n from orchex.attempts");
  expect(n).toBe(1);
  await worker.complete(sides.filter((job) => job.runId === other));
  await ledger.expectSound("at work");
});

test("what one batch refuses leaves the rest of it accepted", async () => {
  const ledger = await testLedger();
  const { runId, old, before } = await stolen(ledger);
  const mine = await ledger.start("chain");
  const fresh = await fakeWorker(ledger, ["chain"]);
  const [job] = await fresh.claim(1);
  if (job === undefined) throw new Error("There was nothing to claim");
  expect((await old.complete([before, job], 0, 1)).refused).toEqual([{ runId, taskNo: 0 }]);
  expect(await ledger.statuses(mine)).toEqual({ first: "succeeded", second: "pending" });
  await ledger.expectSound("at work");
});

test("what a claim took whose answer was lost is given back uncounted, and what is known is kept", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("single", { only: [] }));
  await ledger.startMany("single", 3);
  const worker = await fakeWorker(ledger, ["single"]);
  const [known] = await worker.claim(1);
  const lost = await worker.claim(2);
  expect(await worker.store.releaseOrphans(worker.workerId, [known?.token ?? ""])).toBe(2);
  expect(await worker.store.releaseOrphans(worker.workerId, [known?.token ?? ""])).toBe(0);
  for (const { runId } of lost)
    expect(await ledger.job(runId, "only")).toMatchObject({ status: "pending", attempts: 0 });
  expect(await ledger.job(known?.runId ?? "", "only")).toMatchObject({ status: "processing", attempts: 1 });
  expect(await worker.claim(5)).toHaveLength(2);
  await ledger.expectSound("at work");
});

test("a live lease is never taken away, and a beat keeps it", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("single", { only: [] }));
  await ledger.start("single");
  const worker = await fakeWorker(ledger, ["single"], { leaseMs: 10_000 });
  const [job] = await worker.claim(1);
  const soon = ledger.store({ clockOffset: "9 seconds" });
  expect((await soon.tend()).recovered).toEqual([]);
  const id = { workerId: worker.workerId, lowToken: job?.token ?? "", jobs: 1 };
  expect((await soon.beat({ ids: [id], leaseMs: 10_000, state: "running", heldRuns: [] })).alive).toEqual(
    new Set([worker.workerId]),
  );
  for (const clockOffset of ["13 seconds", "17 seconds", "18 seconds"])
    expect((await ledger.store({ clockOffset }).tend()).recovered).toEqual([]);
  expect((await ledger.store({ clockOffset: "20 seconds" }).tend()).recovered).toHaveLength(1);
});

test("after a time in which nobody tended the ledger, who is silent gets the time of a lease, once, to show that he lives", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("single", { only: [] }));
  await ledger.startMany("single", 2);
  const alive = await fakeWorker(ledger, ["single"], { leaseMs: 10_000 });
  const dead = await fakeWorker(ledger, ["single"], { leaseMs: 10_000 });
  await alive.claim(1);
  const [held] = await dead.claim(1);
  await ledger.store().tend();
  const after = async (clockOffset: string) => (await ledger.store({ clockOffset }).tend()).recovered;
  expect(await after("60 seconds")).toEqual([]);
  const ids = [{ workerId: alive.workerId, lowToken: "0", jobs: 1 }];
  const beaten = await ledger
    .store({ clockOffset: "65 seconds" })
    .beat({ ids, leaseMs: 10_000, state: "running", heldRuns: [] });
  expect(beaten.alive.size).toBe(1);
  for (const soon of ["64 seconds", "68 seconds"]) expect(await after(soon)).toEqual([]);
  expect(await after("71 seconds")).toMatchObject([{ runId: held?.runId, status: "pending" }]);
  // However often nobody tends: its silence was noticed the first time.
  await ledger.start("single");
  const mute = await fakeWorker(ledger, ["single"], { leaseMs: 10_000 });
  const kept = await mute.claim(2);
  expect(await after("100 seconds")).toEqual([]);
  expect((await after("200 seconds")).map(({ runId }) => runId).sort()).toEqual(
    expect.arrayContaining(kept.map(({ runId }) => runId).sort()),
  );
  await ledger.expectSound("at work");
});
