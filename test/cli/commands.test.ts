import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, json, run, temporaryHome } from "./cli.ts";

const { home, remove } = temporaryHome();
const embedded = { ORCHEX_HOME: home, ORCHEX_DB_IDLE_SECONDS: "20" };
let url: string;

const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
const sha = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/) as string;

beforeAll(async () => {
  url = ((await json(["db", "url"], embedded)) as { url: string }).url;
});

afterAll(async () => {
  await run(["db", "stop"], embedded);
  remove();
});

/** Each test has a ledger of its own. */
let schemas = 0;
function ledger(dag?: string) {
  schemas += 1;
  return { DATABASE_URL: url, DB_SCHEMA: `test_${schemas}`, ...(dag !== undefined && { ORCHEX_DAG: dag }) };
}

async function ledgerWith(dag: string) {
  const env = ledger(dag);
  await json(["init-db"], env);
  return env;
}

/** Keys in the order in which they are printed. */
const keys = (value: unknown) => Object.keys(value as object);

test("help documents the exit codes, and no argument is a mistake", async () => {
  const [help, nothing] = await Promise.all([run(["--help"], {}), run([], {})]);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toContain("Exit codes:\n  0    done\n  1    the answer is no");
  expect(nothing).toMatchObject({ code: 2, stdout: "" });
  expect(nothing.stderr).toContain("Usage: orchex");
});

test("init-db makes the ledger and the first snapshot, and does nothing the second time", async () => {
  const env = ledger("etl.ts:etl");
  const first = await run(["init-db", "--json"], env);
  expect(first.json).toEqual({ schema: env.DB_SCHEMA, migrated: expect.any(Number), dag: "etl", version: sha });
  expect(keys(first.json)).toEqual(["schema", "migrated", "dag", "version"]);
  expect((first.json as { migrated: number }).migrated).toBeGreaterThan(0);
  expect(first.stderr).not.toContain(new URL(url).password);
  expect(first.stderr).toContain(new URL(url).host);
  const again = await run(["init-db"], env);
  expect(again.stdout).toBe("Database initialized and snapshot ensured.\n");
  expect(await json(["init-db"], env)).toMatchObject({ migrated: 0 });
  expect(await json(["init-db"], { ...env, ORCHEX_DAG: undefined })).toEqual({
    schema: env.DB_SCHEMA,
    migrated: 0,
    dag: null,
    version: null,
  });
});

test("a schema may have the longest name that Postgres knows", async () => {
  for (const length of [61, 63]) {
    const env = { DATABASE_URL: url, DB_SCHEMA: "long_".padEnd(length, "x"), ORCHEX_DAG: "etl.ts:etl" };
    expect(await json(["init-db"], env)).toMatchObject({ schema: env.DB_SCHEMA });
    const { runId } = (await json(["enqueue"], env)) as { runId: string };
    expect(await run(["worker", "--drain"], env)).toMatchObject({ code: 0 });
    expect(await json(["report", runId], env)).toMatchObject({ status: "succeeded" });
  }
  const answer = errorOf(await run(["runs"], { DB_SCHEMA: "x".repeat(64) }));
  expect(answer).toMatchObject({ code: 2, line: expect.stringContaining("at most 63 characters") });
});

test("the same content is the same snapshot, and activating an older one is the way back", async () => {
  const env = await ledgerWith("etl.ts:etl");
  const [first] = (await json(["snapshot", "--list"], env)) as { version: string }[];
  const same = await run(["snapshot"], env);
  expect(same.stdout).toContain(`the content is the same as that of snapshot ${first?.version}`);
  const changed = { ...env, ORCHEX_DAG: "etlChanged.ts:etl" };
  const stored = await json(["snapshot"], changed);
  expect(stored).toEqual({ dag: "etl", version: sha, created: true, active: false, tasks: 2 });
  expect(keys(stored)).toEqual(["dag", "version", "created", "active", "tasks"]);
  expect((await run(["snapshot", "--activate"], changed)).stdout).toContain("Activated snapshot.\n");
  const list = (await json(["snapshot", "--list", "--dag", "etl"], env)) as object[];
  expect(list).toEqual([
    { version: (stored as { version: string }).version, createdAt: iso, active: true, tasks: 2 },
    { version: first?.version, createdAt: iso, active: false, tasks: 2 },
  ]);
  expect(keys(list[0])).toEqual(["version", "createdAt", "active", "tasks"]);
  const back = await json(["snapshot", "--activate", first?.version.slice(0, 8) ?? "", "--dag", "etl"], env);
  expect(back).toEqual({ dag: "etl", version: first?.version, created: false, active: true, tasks: 2 });
  expect((await run(["snapshot", "--list"], env)).stdout).toMatch(new RegExp(`^\\* +${first?.version}`, "m"));
});

test("enqueue starts one run or many, and report and runs show them", async () => {
  const env = await ledgerWith("etl.ts:etl");
  const made = (await json(
    ["enqueue", "--uri", "s3://x", "--inputs", '{"n":1}', "--metadata", '{"by":"me"}'],
    env,
  )) as {
    runId: string;
  };
  expect(made).toEqual({ runId: uuid, dag: "etl", version: sha });
  expect(keys(made)).toEqual(["runId", "dag", "version"]);
  const many = (await json(["enqueue", "--dag", "etl", "--count", "1500"], env)) as { runIds: string[] };
  expect(many).toEqual({ runIds: expect.any(Array) });
  expect(new Set(many.runIds).size).toBe(1500);

  const report = await json(["report", made.runId], env);
  expect(report).toEqual({
    ...made,
    status: "running",
    createdAt: iso,
    finishedAt: null,
    inputs: { uri: "s3://x", n: 1 },
    metadata: { by: "me" },
    tasks: {
      classify: pending(["extract"]),
      extract: pending([]),
    },
  });
  expect(keys(report)).toEqual("runId dag version status createdAt finishedAt inputs metadata tasks".split(" "));
  expect(keys((report as { tasks: { extract: object } }).tasks.extract)).toEqual(
    "status attempts startedAt finishedAt error result requires".split(" "),
  );
  expect((await run(["report", made.runId], env)).stdout).toContain('inputs {"uri":"s3://x","n":1}');

  const runs = (await json(["runs", "--limit", "3", "--status", "running"], env)) as object[];
  expect(runs).toHaveLength(3);
  expect(runs[0]).toEqual({
    runId: many.runIds.at(-1),
    dag: "etl",
    version: sha,
    status: "running",
    createdAt: iso,
    finishedAt: null,
    jobs: { pending: 2 },
  });
  expect(keys(runs[0])).toEqual("runId dag version status createdAt finishedAt jobs".split(" "));
  expect(await json(["runs", "--status", "failed"], env)).toEqual([]);
});

const pending = (requires: string[]) => ({
  status: "pending",
  attempts: 0,
  startedAt: null,
  finishedAt: null,
  error: null,
  result: null,
  requires,
});

test("a run id is accepted once, or again with the same inputs", async () => {
  const env = await ledgerWith("etl.ts:etl");
  const id = "0198A2B4-1111-7000-8000-00000000000F";
  const enqueue = (...args: string[]) => run(["enqueue", "--run-id", id, ...args], env);
  expect(await enqueue("--inputs", '{"n":1}')).toMatchObject({ code: 0, stdout: `Enqueued run ${id.toLowerCase()}\n` });
  const again = await enqueue("--inputs", '{"n":1}', "--metadata", '{"second":true}');
  expect(again).toMatchObject({ code: 0, stdout: `Enqueued run ${id.toLowerCase()}\n` });
  expect(again.stderr).toContain("It was there already");
  expect(await json(["report", id], env)).toMatchObject({ metadata: { second: true } });
  const other = errorOf(await enqueue("--inputs", '{"n":2}'));
  expect(other).toMatchObject({ code: 1, line: expect.stringContaining("exists already, with other inputs") });
});

test("a cancelled run is cancelled", async () => {
  const env = await ledgerWith("etl.ts:etl");
  const { runId } = (await json(["enqueue"], env)) as { runId: string };
  const answer = await json(["cancel", runId], env);
  expect(answer).toEqual({ runId, cancelled: 2 });
  expect(await json(["report", runId], env)).toMatchObject({ status: "cancelled" });
  expect(await json(["cancel", runId], env)).toEqual({ runId, cancelled: 0 });
});

test("what there is to see of an idle ledger", async () => {
  const env = await ledgerWith("etl.ts:etl");
  await json(["enqueue"], env);
  const depth = await json(["queue-depth"], env);
  const counts = {
    pending: 2,
    processing: 0,
    succeeded: 0,
    failed: 0,
    dead: 0,
    skipped: 0,
    blocked: 0,
    cancelled: 0,
  };
  expect(depth).toEqual({ total: counts, dags: { etl: counts } });
  expect(keys((depth as { total: object }).total)).toEqual(keys(counts));
  expect((await run(["queue-depth"], env)).stdout).toMatch(/^pending +2 +2$/m);
  for (const command of ["failures", "stale-locks", "workers"]) expect(await json([command], env)).toEqual([]);
  expect(await json(["retry-dead"], env)).toEqual({ requeued: 0 });
  expect((await run(["retry-failed", "--all", "--since", "2h"], env)).stdout).toBe("Requeued 0 failed jobs.\n");
});

test("drift tells each kind of change apart, and its absence", async () => {
  const env = ledger("etl.ts:etl");
  await json(["init-db", "--dag", "etl.ts:etl"], { ...env, ORCHEX_DAG: undefined });
  const none = await run(["drift", "--json"], env);
  expect(none).toMatchObject({ code: 0, json: { dag: "etl", activeVersion: sha, drift: [] } });
  const changed = await run(["drift", "--json", "--dag", "etlChanged.ts:etl"], env);
  expect(changed.code).toBe(1);
  expect(changed.json).toEqual({
    dag: "etl",
    activeVersion: sha,
    drift: [
      { kind: "removed", task: "classify", from: { requires: ["extract"] }, to: null },
      { kind: "policy", task: "extract", from: {}, to: { timeoutMs: 10_000 } },
      { kind: "signature", task: "extract", from: sha, to: sha },
      { kind: "code", task: "extract", from: sha, to: sha },
      { kind: "added", task: "load", from: null, to: { requires: ["extract"] } },
    ],
  });
  const absent = await run(["drift", "--json", "--dag", "slow.ts:slow"], env);
  expect(absent).toMatchObject({ code: 1, json: { dag: "slow", activeVersion: null, drift: [] } });
});

test("graph draws a DAG from its code or from its active snapshot", async () => {
  const env = await ledgerWith("etl.ts:etl");
  const graph = {
    dag: "etl",
    tasks: [
      { name: "extract", requires: [] },
      { name: "classify", requires: ["extract"] },
    ],
  };
  const [ascii, mermaid, dot, document, stored] = await Promise.all([
    run(["graph"], env),
    run(["graph", "--format", "mermaid"], env),
    run(["graph", "--format", "dot"], env),
    run(["graph", "--format", "json"], env),
    run(["graph", "--dag", "etl"], env),
  ]);
  expect(ascii.stdout).toBe("etl\n\\-- extract\n    \\-- classify\n");
  expect(ascii.stderr).toBe("");
  expect(mermaid.stdout).toContain("flowchart TD");
  expect(dot.stdout).toMatch(/^digraph \{/);
  expect(document.json).toEqual({ ...graph, waves: [["extract"], ["classify"]] });
  expect(stored.stdout).toBe(ascii.stdout);
});

describe("validate", () => {
  test("says that nothing is wrong", async () => {
    expect(await run(["validate", "--dag", "etl.ts:etl"], {})).toMatchObject({ code: 0, stdout: "No problems.\n" });
    expect(await json(["validate", "--dag", "etl.ts"], {})).toEqual({ problems: [] });
  });

  test("lists every problem with its place, and the exit code is 1", async () => {
    const [document, lines] = await Promise.all([
      run(["validate", "--dag", "wrong.ts:wrong", "--json"], {}),
      run(["validate", "--dag", "wrong.ts:wrong"], {}),
    ]);
    expect(document.code).toBe(1);
    const { problems } = document.json as { problems: Record<string, unknown>[] };
    expect(problems).toMatchObject([
      {
        code: "task.unknown-requirement",
        severity: "error",
        file: "wrong.ts",
        range: { start: { line: 5 } },
        dag: "wrong",
        task: "report",
        related: [],
        suggestion: "fetch_users",
      },
      { code: "dag.cycle" },
    ]);
    expect(keys(problems[0])).toEqual("code severity message file range dag task related suggestion".split(" "));
    expect(lines).toMatchObject({ code: 1, stderr: "" });
    expect(lines.stdout).toMatch(/^wrong\.ts:6:\d+: error task\.unknown-requirement: .*'fetch_users'/);
  });

  test("a declaration that is refused while the module loads is a problem too", async () => {
    const answer = await run(["validate", "--dag", "twice.ts:twice", "--json"], {});
    expect(answer).toMatchObject({ code: 1, json: { problems: [{ code: "task.duplicate-name" }] } });
  });

  test("a snapshot of a wrong DAG is refused", async () => {
    const answer = await run(["snapshot", "--dag", "wrong.ts:wrong"], ledger());
    expect(errorOf(answer)).toEqual({ code: 1, line: expect.stringContaining("DAG 'wrong' has 2 errors") });
    expect(answer.stderr).toContain("wrong.ts:6:");
  });
});

test("config shows where each setting comes from, and no password", async () => {
  const env = { DATABASE_URL: "postgres://me:s3cr3t@db.example/x", TASK_TIMEOUT_SECONDS: "7" };
  const settings = (await json(["config", "--schema", "other"], env)) as {
    name: string;
    value: unknown;
    source: string;
  }[];
  expect(keys(settings[0])).toEqual(["name", "value", "source"]);
  expect(JSON.stringify(settings)).not.toContain("s3cr3t");
  const named = new Map(settings.map((setting) => [setting.name, setting]));
  expect(String(named.get("TASK_TIMEOUT_SECONDS")?.value)).toBe("7");
  expect(named.get("DB_SCHEMA")?.value).toBe("other");
  expect((await run(["config"], env)).stdout).toMatch(/^NAME +VALUE +SOURCE$/m);
});

test("the embedded Postgres is told about, reset only when that is confirmed, and stopped", async () => {
  const project = temporaryHome();
  writeFileSync(join(project.home, "package.json"), "{}");
  const here = { cwd: project.home };
  const { home: own, remove: removeOwn } = temporaryHome();
  const env = { ORCHEX_HOME: own, ORCHEX_DB_IDLE_SECONDS: "20" };
  try {
    const before = await json(["db", "status"], env);
    expect(before).toEqual({
      running: false,
      port: null,
      dataDir: expect.stringContaining(own),
      version: null,
      connections: 0,
    });
    expect(keys(before)).toEqual(["running", "port", "dataDir", "version", "connections"]);
    const started = await run(["db", "start", "--json"], env, here);
    expect(started).toMatchObject({ code: 0, json: { running: true, port: expect.any(Number) } });
    expect((await run(["init-db"], env, here)).stderr).toMatch(/127\.0\.0\.1:\d+\/\w+.*embedded/);
    const unasked = await run(["db", "reset"], env, here);
    expect(errorOf(unasked)).toEqual({ code: 4, line: expect.stringContaining("--yes") });
    expect((await run(["db", "reset", "--yes"], env, here)).code).toBe(0);
    expect(errorOf(await run(["runs"], env, here))).toMatchObject({
      code: 2,
      line: expect.stringContaining("init-db"),
    });
    expect(await json(["db", "stop"], env)).toEqual({ stopped: true });
    expect(await json(["db", "stop"], env)).toEqual({ stopped: false });
  } finally {
    await run(["db", "stop"], env);
    project.remove();
    removeOwn();
  }
});
