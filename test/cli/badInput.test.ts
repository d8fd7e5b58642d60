import { createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "pg";
import { errorOf, json, run, temporaryHome, type Environment } from "./cli.ts";

const { home, remove } = temporaryHome();
const embedded = { ORCHEX_HOME: home, ORCHEX_DB_IDLE_SECONDS: "20" };
let url: string;
let env: Environment;

beforeAll(async () => {
  url = ((await json(["db", "url"], embedded)) as { url: string }).url;
  env = { DATABASE_URL: url, ORCHEX_DAG: "etl" };
  await json(["init-db", "--dag", "etl.ts:etl"], env);
});

afterAll(async () => {
  await run(["db", "stop"], embedded);
  remove();
});

/** Each is a command line, its exit code, and what its one line must say. */
async function check(cases: readonly (readonly [readonly string[], number, ...string[]])[], more = {}) {
  const answers = await inTurn(cases, async ([args]) => errorOf(await run(args, { ...env, ...more })));
  for (const [index, [args, code, ...texts]] of cases.entries()) {
    const answer = answers[index];
    expect({ args, code: answer?.code, line: answer?.line }).toMatchObject({ args, code });
    for (const text of texts) expect(answer?.line).toContain(text);
  }
}

/** A few at a time: each is a process. */
async function inTurn<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += 3) {
    results.push(...(await Promise.all(items.slice(from, from + 3).map(work))));
  }
  return results;
}

test("a module that is not there, does not load, or exports something else", async () => {
  await check([
    [["validate", "--dag", "elt.ts:etl"], 2, "elt.ts", "Did you mean 'etl.ts'?"],
    [["validate", "--dag", "etl.ts:elt"], 2, "has no export 'elt'", "'etl'", "classify"],
    [["validate", "--dag", "nope.ts:etl"], 2, "There is no module 'nope.ts'", "has 'etl.ts', "],
    [["validate", "--dag", "etl.ts:limit"], 2, "is not a DAG but a number (5)", "Give etl.ts:etl."],
    [["validate", "--dag", "etl.ts:extract"], 2, "is not a DAG but a task"],
    [["validate", "--dag", "throws.ts:x"], 2, "no connection string was given", "throws.ts:1:7"],
    [["worker", "--dag", "throws.ts:x"], 2, "no connection string was given"],
    [["drift", "--dag", "nothing"], 2, "nothing"],
  ]);
  await check([[["validate"], 2, "--dag", "ORCHEX_DAG"]], { ORCHEX_DAG: undefined });
});

test("options that make no sense", async () => {
  await check([
    [["reprot"], 2, "unknown command 'reprot'", "Did you mean report?"],
    [["runs", "--limt", "3"], 2, "unknown option '--limt'", "Did you mean --limit?"],
    [["report"], 2, "missing required argument 'run'"],
    [["report", "42"], 2, "'42' is not a run id"],
    [["report", "0198a2b4-0000-7000-8000-00000000000f"], 1, "has no run 0198a2b4"],
    [["cancel", "0198a2b4-0000-7000-8000-00000000000f"], 1, "has no run"],
    [["runs", "--status", "runing"], 2, "Did you mean 'running'?"],
    [["enqueue", "--count", "0"], 2, "--count must be a whole number from 1"],
    [["retry-dead", "--since", "yesterday"], 2, "neither a time nor a duration"],
    [["worker", "--poll-interval", "99999999"], 2, "--poll-interval must be a number of seconds from 0.01 to 60"],
    [["worker", "--concurrency", "5000"], 2, "--concurrency must be a whole number from 1 to 4000"],
    [["graph", "--format", "svg"], 2, "ascii, mermaid, dot, json"],
    [["workers", "halt", "w"], 2, "pause, resume, drain, stop"],
    [["workers", "stop", "w"], 1, "No live worker has the id 'w'"],
    [["db"], 2, "start, stop, status, url, reset"],
    [["snapshot", "--activate", "0000"], 1, "no snapshot whose version starts with '0000'"],
    [["runs", "--dag", "etl", "--dag", "elt"], 2, "one --dag"],
    [["retry-dead", "--dag", "etl", "--all"], 2, "--dag says one DAG and --all says every DAG"],
    [["retry-dead", "--run", "0198a2b4-0000-7000-8000-00000000000f"], 1, "has no run 0198a2b4"],
    [["runs", "--log-level", "loud"], 2, "--log-level"],
    [["runs", "--schema", "a-b"], 2, "a-b"],
  ]);
});

test("inputs that are no JSON, no object, or hold what cannot be kept", async () => {
  await check([
    [["enqueue", "--inputs", '{"uri": x}'], 2, '--inputs is not valid JSON at position 8: expected a value, found "x"'],
    [["enqueue", "--metadata", ""], 2, "--metadata is not valid JSON"],
    [["enqueue", "--inputs", "[1]"], 2, "must be a JSON object, not an array"],
    [["enqueue", "--inputs", "@nothing.json"], 2, "'nothing.json' cannot be read"],
    [["enqueue", "--inputs", '{"a":{"b":["\\u0000"]}}'], 2, "inputs.a.b[0] has a NUL character"],
    [["enqueue", "--inputs", '{"a":"\\ud800"}'], 2, "inputs.a has half of a surrogate pair"],
  ]);
});

test("names that the ledger does not know", async () => {
  await check([
    [["retry-dead", "--task", "extrat"], 2, "DAG 'etl' has no task 'extrat'", "Did you mean 'extract'?"],
    [["retry-failed", "--task", "extrat", "--all"], 2, "No DAG has a task 'extrat'"],
    [["runs", "--dag", "elt"], 2, "has no DAG 'elt'", "Did you mean 'etl'?"],
    [["failures", "--dag", "wholly_other"], 2, "It has 'etl'"],
    [["enqueue", "--dag", "elt"], 1, "DAG 'elt' has no active snapshot", "Did you mean 'etl'?", "snapshot --activate"],
    [["snapshot", "--list", "--dag", "elt"], 2, "Did you mean 'etl'?"],
  ]);
});

test("a failure with --json is one document on stdout, with the same exit code", async () => {
  const answer = await run(["runs", "--dag", "elt", "--json"], env);
  expect(answer.code).toBe(2);
  expect(answer.json).toEqual({
    error: {
      code: "dag.unknown",
      message: "The ledger has no DAG 'elt'. Did you mean 'etl'?",
      remedy: "It has 'etl'.",
    },
  });
  const usage = await run(["runs", "--nonsense", "--json"], env);
  expect(usage).toMatchObject({ code: 2, json: { error: { code: "usage.unknown-option" } } });
});

test("a stack is shown only when it is asked for", async () => {
  const answer = await run(["validate", "--dag", "throws.ts:x", "--debug"], env);
  expect(answer.stderr).toMatch(/^\s+at .*throws\.ts:1:7/m);
});

test("a database that is down, refuses, or is none of ours", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const at = (change: (url: URL) => void) => {
    const other = new URL(url);
    change(other);
    return { ...env, DATABASE_URL: other.href };
  };
  const down = at((other) => (other.port = String(port)));
  const refused = at((other) => (other.password = "hunter2hunter2"));
  const missing = at((other) => (other.pathname = "/nowhere"));
  const empty = { ...env, DB_SCHEMA: "nothing_here" };
  const answers = await inTurn([down, refused, missing, empty], async (env) => await run(["runs"], env));
  expect(answers.map(errorOf)).toEqual([
    { code: 3, line: expect.stringContaining(`127.0.0.1:${port}`) },
    { code: 3, line: expect.stringContaining("refuses this user or password") },
    { code: 3, line: expect.stringContaining("nowhere") },
    { code: 2, line: expect.stringContaining("orchex init-db") },
  ]);
  const debug = await run(["runs", "--debug"], refused);
  for (const { stdout, stderr } of [...answers, debug]) {
    expect(stdout + stderr).not.toContain("hunter2");
    expect(stdout + stderr).not.toContain(new URL(url).password);
  }
  for (const DATABASE_URL of [
    "postgres://me:hunter2hunter2@[nonsense",
    "mysql://me:hunter2hunter2@host/x",
    "not a url",
    "hunter2hunter2",
    "host=db password=hunter2hunter2",
    "postgres://me:12/hunter2hunter2@127.0.0.1/x",
    "postgres://me:12#hunter2hunter2@127.0.0.1/x",
    "postgres://me:12?hunter2hunter2@127.0.0.1/x",
  ]) {
    const bad = await run(["runs"], { ...env, DATABASE_URL });
    expect(errorOf(bad)).toEqual({
      code: 2,
      line: expect.stringMatching(
        /DATABASE_URL is not a URL of a Postgres database, from the environment\. Write postg/,
      ),
    });
    expect(bad.stderr).not.toContain("hunter2");
  }
});

test("a ledger made by a newer version is left alone", async () => {
  const newer = { ...env, DB_SCHEMA: "newer" };
  await json(["init-db", "--dag", "etl.ts:etl"], newer);
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("insert into newer.migrations (id, name) values (9999, 'from the future')");
  await client.end();
  for (const args of [["init-db"], ["runs"], ["worker", "--dag", "etl.ts:etl"]]) {
    expect(errorOf(await run(args, { ...newer, ORCHEX_DAG: undefined }))).toEqual({
      code: 2,
      line: expect.stringMatching(/version 9999, newer than this Orchex knows.*Upgrade/),
    });
  }
});
