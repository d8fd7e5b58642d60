import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { expect, test } from "vitest";
import { fakeWorker } from "../support/fakeWorker.ts";
import { DIAMOND, shape } from "../support/shape.ts";
import { testLedger } from "../support/testLedger.ts";

test("the same run id again with the same inputs is the first run, in its own version, with its metadata replaced", async () => {
  const ledger = await testLedger();
  const version = await ledger.activateShape(shape("single", { only: [] }));
  const runId = randomUUID();
  await ledger.start("single", { runId, inputs: { b: [1, 2], a: "x" }, metadata: { try: 1 } });
  await ledger.activateShape(shape("single", { only: [], added: [] }));
  const again = await ledger.enqueue("single", {
    runIds: [runId],
    inputs: ['{ "a": "x", "b": [1, 2] }'],
    metadata: ['{"try":2}'],
    ownId: true,
  });
  expect(again).toEqual({ version, created: false });
  const report = await ledger.report(runId);
  expect(report).toMatchObject({ version, metadata: '{"try":2}' });
  expect(report?.jobs.map(({ task }) => task)).toEqual(["only"]);
  await ledger.expectSound("at work");
});

test("the same run id with other inputs, or of another dag, is an error and changes nothing", async () => {
  const ledger = await testLedger();
  for (const dag of ["one", "two"]) await ledger.activateShape(shape(dag, { only: [] }));
  const runId = randomUUID();
  await ledger.start("one", { runId, inputs: { a: 1 }, metadata: { kept: true } });
  await expect(ledger.start("one", { runId, inputs: { a: 2 } })).rejects.toMatchObject({ code: "run.taken" });
  await expect(ledger.start("two", { runId, inputs: { a: 1 } })).rejects.toMatchObject({ code: "run.taken" });
  expect(await ledger.report(runId)).toMatchObject({ dag: "one", inputs: '{"a":1}', metadata: '{"kept":true}' });
  await ledger.expectSound("at work");
});

test.each([
  ["small", {}],
  ["large", { text: "x".repeat(5_000) }],
])("one run id enqueued by twenty at once with %s inputs is one run, and no error", async (_size, inputs) => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("diamond", DIAMOND));
  const runId = randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      ledger.enqueue("diamond", { runIds: [runId], inputs: [JSON.stringify(inputs)], metadata: [null], ownId: true }),
    ),
  );
  expect(answers.filter(({ created }) => created)).toHaveLength(1);
  expect(await ledger.runs({ dag: null, status: null, limit: 10 })).toMatchObject([{ runId, jobs: { pending: 4 } }]);
  await ledger.expectSound("at work");
});

test("one run id enqueued at once with two different inputs is one run and one refusal", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("single", { only: [] }));
  for (let round = 0; round < 10; round += 1) {
    const runId = randomUUID();
    const answers = await Promise.allSettled([1, 2].map((n) => ledger.start("single", { runId, inputs: { n } })));
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(answers.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "run.taken" } });
  }
  await ledger.expectSound("at work");
});

test("inputs of any size come back as they were given", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("single", { only: [] }));
  const store = ledger.store();
  for (const length of [0, 900, 1_100, 2_000_000]) {
    const inputs = { text: "é".repeat(length), list: [1, 2.5, null] };
    const runId = await ledger.start("single", { inputs });
    expect(JSON.parse((await ledger.report(runId))?.inputs ?? "")).toEqual(inputs);
    const [loaded] = await store.loadRuns([runId]);
    expect(JSON.parse(loaded?.inputs ?? "")).toEqual(inputs);
  }
  const n = await ledger.number("select count(*)::int as n from orchex.payloads");
  expect(n).toBe(3);
});

test("thousands of runs are accepted at once", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("pair", { a: [], b: ["a"] }));
  await ledger.startMany("pair", 2_500);
  expect((await ledger.queueDepth())["pair"]).toMatchObject({ pending: 5_000, processing: 0 });
  await ledger.expectSound("at work");
});

test("a dag without an active snapshot takes no run, and the nearest name is offered", async () => {
  const ledger = await testLedger();
  const content = shape("single", { only: [] });
  await ledger.saveSnapshot(content, "0".repeat(64));
  await expect(ledger.start("single")).rejects.toMatchObject({ code: "snapshot.none-active" });
  await expect(ledger.start("singel")).rejects.toThrow("Did you mean 'single'?");
});

test("a run without tasks has succeeded when it is accepted", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("empty", {}));
  const runId = await ledger.start("empty");
  expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
  await ledger.expectSound();
});

test("cancelling a run ends what is queued at once, keeps what is done, and is refused once it has finished", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("diamond", DIAMOND));
  const runId = await ledger.start("diamond");
  const worker = await fakeWorker(ledger, ["diamond"]);
  await worker.complete(await worker.claim(1));
  expect(await ledger.cancel(runId)).toEqual({ cancelled: 3 });
  expect(await ledger.statuses(runId)).toEqual({
    fork: "succeeded",
    left: "cancelled",
    right: "cancelled",
    join: "cancelled",
  });
  expect(await ledger.finished(runId)).toMatchObject({ status: "cancelled" });
  expect(await worker.claim(5)).toEqual([]);
  expect(await ledger.cancel(runId)).toEqual({ finished: "cancelled" });
  expect(await ledger.cancel(randomUUID())).toBeNull();
  await ledger.expectSound();
});

test("a job that runs when its run is cancelled is told by the next beat, and its failure is no retry", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("diamond", DIAMOND));
  const [cancelled = "", other = ""] = await ledger.startMany("diamond", 2);
  const worker = await fakeWorker(ledger, ["diamond"]);
  const jobs = await worker.claim(2);
  const job = jobs.find(({ runId }) => runId === cancelled);
  if (job === undefined) throw new Error("There was nothing to claim");
  expect(await ledger.cancel(cancelled)).toEqual({ cancelled: 4 });
  expect(await ledger.cancel(cancelled), "those that run have been told").toEqual({ cancelled: 0 });
  expect(await ledger.report(cancelled)).toMatchObject({ status: "running" });
  const beat = {
    ids: [{ workerId: worker.workerId, lowToken: "0", jobs: 2 }],
    leaseMs: 60_000,
    state: "running",
  } as const;
  const { stoppedRuns } = await worker.store.beat({ ...beat, heldRuns: [cancelled, other] });
  expect(stoppedRuns).toEqual([cancelled]);
  await worker.fail(job, { delayMs: 0 });
  expect(await ledger.job(cancelled, "fork")).toMatchObject({ status: "cancelled" });
  expect(await ledger.finished(cancelled)).toMatchObject({ status: "cancelled" });
  await ledger.expectSound("at work");
});

test.each(["succeeds", "is given back", "loses its worker"])(
  "a run that was cancelled ends as cancelled also when its last job %s",
  async (how) => {
    const ledger = await testLedger();
    await ledger.activateShape(shape("chain", { first: [], second: ["first"] }));
    const runId = await ledger.start("chain");
    const worker = await fakeWorker(ledger, ["chain"], { leaseMs: 1_000 });
    const jobs = await worker.claim(1);
    await ledger.cancel(runId);
    if (how === "succeeds") expect((await worker.complete(jobs)).refused).toEqual([]);
    else if (how === "is given back") await worker.store.release(jobs);
    else await ledger.store({ clockOffset: "2 seconds" }).tend();
    expect(await ledger.finished(runId)).toMatchObject({ status: "cancelled" });
    expect(await ledger.statuses(runId)).toEqual({
      first: how === "succeeds" ? "succeeded" : "cancelled",
      second: "cancelled",
    });
    await ledger.expectSound();
  },
);

test("a run that takes longer than its dag allows fails with run.timeout", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("slow", { a: [], b: ["a"] }, { timeoutMs: 60_000 }));
  const [late = "", done = ""] = await ledger.startMany("slow", 2);
  const worker = await fakeWorker(ledger, ["slow"]);
  const jobs = (await worker.claim(2)).filter(({ runId }) => runId === done);
  await worker.complete((await worker.complete(jobs, 5)).jobs);
  const [held] = await ledger.query("select from orchex.jobs j where j.status = 1");
  expect(held).toBeDefined();
  expect((await ledger.store({ clockOffset: "59 seconds" }).tend()).expired).toBe(0);
  expect((await ledger.store({ clockOffset: "61 seconds" }).tend()).expired).toBe(1);
  expect((await ledger.store({ clockOffset: "62 seconds" }).tend()).expired).toBe(0);
  expect(await ledger.statuses(late)).toEqual({ a: "processing", b: "cancelled" });
  await worker.store.endWorker(worker.workerId);
  await ledger.store().tend();
  const report = await ledger.finished(late);
  expect(report.status).toBe("failed");
  expect(report.error).toContain("run.timeout");
  expect(await ledger.finished(done)).toMatchObject({ status: "succeeded" });
  await ledger.expectSound();
});

test("upkeep that ends a run waits for nobody who is claiming one of its jobs, and what a claim that fails leaves is still told", async () => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("slow", { a: [] }, { timeoutMs: 60_000 }));
  await ledger.activateShape(shape("retried", { a: [] }));
  const late = await ledger.start("slow");
  await ledger.start("retried");
  const worker = await fakeWorker(ledger, ["slow"]);
  const other = await fakeWorker(ledger, ["retried"]);
  for (const failed of await other.claim(1)) await other.fail(failed, { delayMs: 1_000 });
  const client = new Client({ connectionString: ledger.options.url });
  await client.connect();
  try {
    await client.query("begin");
    await client.query(`select from "${ledger.schema}".jobs where run_id = $1 for update nowait`, [late]);
    const upkeep = ledger.store({ clockOffset: "61 seconds" });
    expect(await upkeep.tend()).toMatchObject({ promoted: 1, expired: 1 });
    await client.query("rollback");
  } finally {
    await client.end();
  }
  const [job] = await worker.claim(1);
  if (job === undefined) throw new Error("There was nothing to claim");
  const ids = [{ workerId: worker.workerId, lowToken: worker.lowToken, jobs: 1 }];
  const { stoppedRuns } = await worker.store.beat({ ids, leaseMs: 60_000, state: "running", heldRuns: [late] });
  expect(stoppedRuns).toEqual([late]);
  await worker.fail(job);
  expect(await ledger.finished(late)).toMatchObject({ status: "failed" });
  await ledger.expectSound("at work");
});
