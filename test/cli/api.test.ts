import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, Dag, OrchexError, type Orchex } from "orchex";
import { FIXTURES, json, run, temporaryHome } from "./cli.ts";
import { etl } from "../fixtures/cli/etl.ts";
import { failing } from "../fixtures/cli/failing.ts";

const { home, remove } = temporaryHome();
const embedded = { ORCHEX_HOME: home, ORCHEX_DB_IDLE_SECONDS: "20" };
let url: string;
let orchex: Orchex;

beforeAll(async () => {
  url = ((await json(["db", "url"], embedded)) as { url: string }).url;
  orchex = await connect({ databaseUrl: url, schema: "api", cwd: FIXTURES });
});

afterAll(async () => {
  await orchex.close();
  await run(["db", "stop"], embedded);
  remove();
});

const codeOf = async (promise: Promise<unknown>) =>
  await promise.then(
    () => "none",
    (error: unknown) => (error instanceof OrchexError ? error.code : String(error)),
  );

test("a program declares, enqueues, works and waits", async () => {
  expect(await codeOf(orchex.enqueue(etl))).toBe("database.schema-missing");
  const made = await orchex.initDb(etl);
  expect(made).toMatchObject({ schema: "api", dag: "etl" });
  const { runId, version, created } = await orchex.enqueue(etl, {
    inputs: { uri: "memory://x" },
    metadata: { by: "test" },
  });
  expect({ version, created }).toEqual({ version: made.version, created: true });
  expect(await codeOf(orchex.wait(runId, { timeoutMs: 1 }))).toBe("run.wait-timeout");
  const events: string[] = [];
  const worker = await orchex.startWorker({
    dags: ["etl.ts:etl"],
    concurrency: 2,
    onEvent: ({ kind, task }) => events.push(`${kind} ${task}`),
  });
  const finished = await orchex.wait(runId, { timeoutMs: 30_000 });
  worker.stop();
  await worker.done;
  expect(finished).toMatchObject({
    status: "succeeded",
    createdAt: expect.any(Date),
    metadata: { by: "test" },
    tasks: { classify: { status: "succeeded", result: { topic: "demo" }, requires: ["extract"] } },
  });
  expect(events).toEqual(["started extract", "succeeded extract", "started classify", "succeeded classify"]);
});

test("a worker that would poll or hold beyond bounds is refused", async () => {
  for (const wrong of [{ pollIntervalSeconds: 99_999_999 }, { pollIntervalSeconds: NaN }, { concurrency: 5_000 }]) {
    expect(await codeOf(orchex.startWorker({ dags: ["etl.ts:etl"], ...wrong }))).toBe("config.invalid");
  }
});

test("ten thousand runs are started at once, in order", async () => {
  const { runIds } = await orchex.enqueueMany(
    "etl",
    Array.from({ length: 10_000 }, (_, n) => ({ n })),
  );
  expect(runIds.toSorted()).toEqual(runIds);
  expect(new Set(runIds).size).toBe(10_000);
  expect((await orchex.report(runIds[9_999] ?? "")).inputs).toEqual({ n: 9_999 });
  expect(await orchex.cancel(runIds[0] ?? "")).toEqual({ cancelled: 2 });
  expect(await orchex.enqueueMany("etl", [])).toEqual({ runIds: [] });
});

test("what failed is tried again", async () => {
  await orchex.snapshot(failing, { activate: true });
  const { runId } = await orchex.enqueue("failing");
  const worker = await orchex.startWorker({ dags: ["failing.ts:failing"], drain: true });
  await worker.done;
  expect(await orchex.wait(runId)).toMatchObject({ status: "failed", tasks: { second: { status: "blocked" } } });
  expect(await orchex.retryFailed({ dag: "failing" })).toBe(0);
  expect(await orchex.retryDead({ dag: "failing", task: "first", run: runId })).toBe(1);
  expect(await codeOf(orchex.retryDead({ task: "frist" }))).toBe("task.unknown");
  expect(await codeOf(orchex.retryDead({ dag: "fialing" }))).toBe("dag.unknown");
});

test("mistakes are errors with codes", async () => {
  const cyclic = new Dag("cyclic");
  cyclic.task("a", { requires: ["b"] }, () => null);
  cyclic.task("b", { requires: ["a"] }, () => null);
  const id = "0198a2b4-1111-7000-8000-00000000000f";
  const wrong = { inputs: [] as unknown as Record<string, unknown> };
  expect(await codeOf(orchex.snapshot(cyclic))).toBe("dag.invalid");
  expect(await codeOf(orchex.snapshot({ name: "x" } as unknown as Dag))).toBe("dag.not-a-dag");
  expect(await codeOf(orchex.enqueue("nobody"))).toBe("snapshot.none-active");
  expect(await codeOf(orchex.enqueue("etl", wrong))).toBe("json.not-object");
  expect(await codeOf(orchex.enqueue("etl", { inputs: { at: 1n } }))).toBe("json.type");
  expect(await codeOf(orchex.enqueue("etl", { runId: "42" }))).toBe("run.invalid-id");
  expect(await codeOf(orchex.report("42"))).toBe("run.invalid-id");
  expect(await codeOf(orchex.report(id))).toBe("run.unknown");
  expect(await orchex.enqueue("etl", { runId: id })).toMatchObject({ created: true });
  expect(await orchex.enqueue("etl", { runId: id, metadata: { second: 1 } })).toMatchObject({ created: false });
  expect(await codeOf(orchex.enqueue("etl", { runId: id, inputs: { n: 1 } }))).toBe("run.taken");
  expect(await codeOf(orchex.activate("etl", "00"))).toBe("snapshot.unknown");
});
