import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { errorOf, FIXTURES, json, run, start, temporaryHome } from "./cli.ts";

const { home, remove } = temporaryHome();
const embedded = { ORCHEX_HOME: home, ORCHEX_DB_IDLE_SECONDS: "20" };
let url: string;

beforeAll(async () => {
  url = ((await json(["db", "url"], embedded)) as { url: string }).url;
});

afterAll(async () => {
  await run(["db", "stop"], embedded);
  remove();
});

let schemas = 0;
async function ledgerWith(dag: string) {
  schemas += 1;
  const env = { DATABASE_URL: url, DB_SCHEMA: `test_${schemas}`, ORCHEX_DAG: dag };
  await json(["init-db"], env);
  return env;
}

const enqueue = async (env: Awaited<ReturnType<typeof ledgerWith>>, ...args: string[]) =>
  ((await json(["enqueue", ...args], env)) as { runId: string }).runId;

test("a draining worker does what there is and ends, whatever timers the module left", async () => {
  const env = await ledgerWith("etl.ts:etl");
  const runId = await enqueue(env, "--uri", "memory://1");
  const worker = await run(["worker", "--drain", "--worker-id", "w1"], env);
  expect(worker).toMatchObject({ code: 0, stdout: "" });
  expect(worker.stderr).toMatch(/^\S+Z info worker ended worker=w1 succeeded=2 failed=0 dead=0/m);
  const report = (await json(["report", runId], env)) as { tasks: object };
  expect(report).toMatchObject({
    status: "succeeded",
    finishedAt: expect.any(String),
    tasks: {
      extract: { status: "succeeded", attempts: 1, result: { text: "Hello memory://1" }, error: null },
      classify: { status: "succeeded", result: { topic: "demo" }, requires: ["extract"] },
    },
  });
  expect(await json(["runs"], env)).toMatchObject([{ runId, jobs: { succeeded: 2 } }]);
  const [listed] = (await json(["workers"], env)) as object[];
  expect(listed).toEqual({
    workerId: "w1",
    host: expect.any(String),
    pid: expect.any(Number),
    dags: ["etl"],
    concurrency: 10,
    state: "stopped",
    wanted: expect.any(String),
    jobs: 0,
    startedAt: expect.any(String),
    heartbeatAt: expect.any(String),
  });
  expect(Object.keys(listed ?? {})).toEqual(
    "workerId host pid dags concurrency state wanted jobs startedAt heartbeatAt".split(" "),
  );
});

test("a method gets what it requires under the methods' names, the ledger knows the tasks' own", async () => {
  const env = await ledgerWith("renamed.ts:Renamed");
  const runId = await enqueue(env);
  expect(await run(["worker", "--drain"], env)).toMatchObject({ code: 0 });
  expect(await json(["report", runId], env)).toMatchObject({
    status: "succeeded",
    tasks: { first_v2: { result: { n: 1 } }, last_v2: { result: 2, requires: ["first_v2"] } },
  });
});

test("a worker loads the configured modules, whatever the project's folder is called", async () => {
  const project = mkdtempSync(join(tmpdir(), "orchex-[app] (1)-"));
  try {
    mkdirSync(join(project, "node_modules"));
    symlinkSync(fileURLToPath(new URL("../../runtime", import.meta.url)), join(project, "node_modules/orchex"));
    writeFileSync(join(project, "package.json"), '{ "type": "module" }');
    writeFileSync(join(project, "orchex.config.json"), '{ "modules": ["src/*.ts"] }');
    mkdirSync(join(project, "src"));
    cpSync(join(FIXTURES, "renamed.ts"), join(project, "src/renamed.ts"));
    const env = { DATABASE_URL: url, DB_SCHEMA: "brackets" };
    await json(["init-db"], env, { cwd: project });
    const { runId } = (await json(["enqueue"], env, { cwd: project })) as { runId: string };
    const worker = await run(["worker", "--drain"], env, { cwd: join(project, "src") });
    expect(worker, worker.stderr).toMatchObject({ code: 0 });
    expect(await json(["report", runId], env)).toMatchObject({ status: "succeeded" });
  } finally {
    rmSync(project, { recursive: true });
  }
});

test("what failed is seen and repaired", async () => {
  const env = await ledgerWith("failing.ts:failing");
  const runId = await enqueue(env);
  expect(await run(["worker", "--drain"], env)).toMatchObject({ code: 0 });
  const report = await json(["report", runId], env);
  expect(report).toMatchObject({
    status: "failed",
    tasks: { first: { status: "dead", attempts: 1 }, second: { status: "blocked", attempts: 0 } },
  });
  const failures = (await json(["failures"], env)) as object[];
  expect(failures).toEqual([
    {
      task: "first",
      dag: "failing",
      failures: 1,
      lastError: expect.stringContaining("no\u001b[31m way"),
      lastAt: expect.any(String),
    },
  ]);
  expect(Object.keys(failures[0] ?? {})).toEqual(["task", "dag", "failures", "lastError", "lastAt"]);
  const shown = await run(["report", runId], env);
  expect(shown.stdout).toContain("no\\u{1b}[31m way");
  expect(shown.stdout).not.toContain("\u001b");
  expect((await run(["retry-dead", "--task", "first", "--since", "1h", "--min-attempts", "1"], env)).stdout).toBe(
    "Requeued 1 dead job.\n",
  );
  expect(await json(["retry-dead", "--run", runId], env)).toEqual({ requeued: 0 });
  expect(await json(["report", runId], env)).toMatchObject({
    status: "running",
    tasks: { first: { status: "pending", attempts: 0 }, second: { status: "pending" } },
  });
});

test("a worker waits for a first snapshot, and pauses and stops as it is told", async () => {
  const env = await ledgerWith("etl.ts:etl");
  const worker = start(["worker", "--worker-id", "w2", "--dag", "slow.ts:nap"], env);
  await worker.says("DAG 'nap' has no active snapshot yet");
  expect(await json(["workers", "pause", "w2"], env)).toEqual({ workerId: "w2", wanted: "paused" });
  await worker.says("paused");
  await json(["workers", "resume", "w2"], env);
  await worker.says("resumed");
  expect(errorOf(await run(["workers", "drain", "w3"], env))).toMatchObject({
    code: 1,
    line: expect.stringContaining("Did you mean 'w2'?"),
  });
  await json(["workers", "stop", "w2"], env);
  expect(await worker.answer).toMatchObject({ code: 0 });
});

test("a repair touches the DAG or the run that is named, and every DAG only with --all", async () => {
  const env = await ledgerWith("failing.ts:failing");
  const unnamed = { ...env, ORCHEX_DAG: undefined };
  const runs = [await enqueue(env), await enqueue(env), await enqueue(env)];
  const work = ["worker", "--dag", "failing.ts:failing", "--drain"];
  await run(work, env);
  await json(["init-db", "--dag", "etl.ts:etl"], env);
  const refused = errorOf(await run(["retry-dead"], unnamed));
  expect(refused).toEqual({ code: 2, line: expect.stringMatching(/^error: No DAG is given\. .*--dag.*--all/) });
  expect(errorOf(await run(["retry-failed", "--task", "first"], unnamed))).toMatchObject({ code: 2 });
  const elsewhere = { ...env, ORCHEX_DAG: "etl" };
  expect(await json(["retry-dead"], elsewhere)).toEqual({ requeued: 0 });
  expect(await json(["retry-dead", "--run", runs[0] ?? ""], elsewhere)).toEqual({ requeued: 1 });
  expect(await json(["retry-dead", "--run", runs[1] ?? ""], unnamed)).toEqual({ requeued: 1 });
  expect(await json(["retry-dead", "--all"], elsewhere)).toEqual({ requeued: 1 });
  await run(work, env);
  expect(await json(["retry-dead", "--dag", "failing"], elsewhere)).toEqual({ requeued: 3 });
});

test("the first signal lets a body finish", async () => {
  const env = await ledgerWith("slow.ts:nap");
  const runId = await enqueue(env);
  const worker = start(["worker", "--log-level", "debug"], env);
  await worker.says("worker started");
  await until(
    async () => ((await json(["queue-depth"], env)) as { total: { processing: number } }).total.processing === 1,
  );
  worker.kill("SIGINT");
  expect(await worker.answer).toMatchObject({ code: 0 });
  expect(await json(["report", runId], env)).toMatchObject({
    status: "succeeded",
    tasks: { doze: { result: "rested" } },
  });
});

test("the second signal gives a body up, and its attempt is not counted", async () => {
  const env = await ledgerWith("slow.ts:slow");
  const runId = await enqueue(env);
  const worker = start(["worker"], env);
  await worker.says("worker started");
  await until(
    async () => ((await json(["queue-depth"], env)) as { total: { processing: number } }).total.processing === 1,
  );
  worker.kill("SIGINT");
  await worker.says("a second signal gives it up");
  worker.kill("SIGINT");
  expect(await worker.answer).toMatchObject({ code: 130 });
  expect(await json(["report", runId], env)).toMatchObject({
    status: "running",
    tasks: { wait: { status: "pending", attempts: 0 } },
  });
});

test("the demo runs through, and again", async () => {
  const env = { DATABASE_URL: url, DB_SCHEMA: "demo" };
  for (const round of [1, 2]) {
    const demo = await run(["demo"], env);
    expect(demo, `${round}: ${demo.stderr}`).toMatchObject({ code: 0 });
    expect(demo.stdout.match(/ succeeded/g)?.length).toBeGreaterThanOrEqual(3 * 7);
    expect(demo.stdout).toContain("succeeded x2");
    expect(demo.stdout).toContain("orchex_demo\n\\-- extract");
    expect(demo.stderr).toContain("it is tried again");
  }
  const document = (await json(["demo"], env)) as { runs: { runId: string; inputs: unknown; metadata: unknown }[] };
  expect(document.runs).toHaveLength(3);
  for (const [index, { runId, inputs, metadata }] of document.runs.entries()) {
    expect({ inputs, metadata }).toEqual({ inputs: { uri: `memory://${runId}` }, metadata: { demo_run: true, index } });
  }
});

/** Asks the ledger until it says so; each question is a process, which is pause enough. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let question = 0; question < 50; question++) if (await isSo()) return;
  throw new Error("it never was so");
}
