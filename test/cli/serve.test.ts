import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fakeWorker } from "../support/fakeWorker.ts";
import { childrenOf, isRunning, serveClient } from "../support/serveClient.ts";
import { DIAMOND, shape } from "../support/shape.ts";
import { testLedger } from "../support/testLedger.ts";
import { until } from "../support/until.ts";
import { json, run, temporaryHome } from "./cli.ts";

const { home, remove } = temporaryHome();
const embedded = { ORCHEX_HOME: home, ORCHEX_DB_IDLE_SECONDS: "20" };
let url: string;

const sha = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
const NONE = {
  pending: 0,
  processing: 0,
  succeeded: 0,
  failed: 0,
  dead: 0,
  skipped: 0,
  blocked: 0,
  cancelled: 0,
};

beforeAll(async () => {
  url = ((await json(["db", "url"], embedded)) as { url: string }).url;
});

afterAll(async () => {
  await run(["db", "stop"], embedded);
  remove();
});

/** A ledger of the test's own, and an editor that looks at it. */
async function scene(options: { readonly initialize?: boolean; readonly migrated?: boolean } = {}) {
  const ledger = await testLedger({ url, migrated: options.migrated ?? true });
  const env = { DATABASE_URL: url, DB_SCHEMA: ledger.schema };
  return { ledger, env, client: await serveClient(env, options) };
}

describe("the handshake", () => {
  test("nothing is answered before it", async () => {
    const { client } = await scene({ initialize: false });
    expect(await client.refusal("dags", {})).toMatchObject({ code: -32002 });
    await client.request("initialize", { protocol: 1 });
    expect(await client.request("dags", {})).toEqual({ dags: [] });
  });

  test("another protocol is refused with what to do, and asking again with the right one works", async () => {
    const { client } = await scene({ initialize: false });
    const newer = await client.refusal("initialize", { protocol: 2 });
    expect(newer.data).toEqual({
      code: "serve.protocol",
      message: "orchex 0.1.0 speaks protocol 1, and the editor asked for 2",
      remedy: "Upgrade the project's orchex package.",
    });
    expect(await client.refusal("initialize", {})).toMatchObject({ code: -32602 });
    expect(await client.refusal("dags", {})).toMatchObject({ code: -32002 });
    expect(await client.request("initialize", { protocol: 1 })).toEqual({
      protocol: 1,
      orchex: "0.1.0",
      pid: client.pid,
      projectRoot: expect.stringMatching(/[\\/]test\b/) as string,
    });
  });
});

test("status says which database it is, without its password", async () => {
  const { client, ledger } = await scene();
  const { database, orchex } = await client.request("status", {});
  expect(orchex).toBe("0.1.0");
  expect(database).toEqual({
    state: "ready",
    kind: "url",
    shown: expect.stringContaining(new URL(url).host) as string,
    schema: ledger.schema,
    problem: null,
  });
});

describe("a database without a ledger, or with another version's", () => {
  test("is uninitialised until initDb makes it", async () => {
    const { client } = await scene({ migrated: false });
    expect((await client.request("status", {})).database).toMatchObject({
      state: "uninitialised",
      problem: { code: "database.schema-missing", remedy: expect.stringContaining("init-db") as string },
    });
    expect((await client.refusal("runs", {})).data?.code).toBe("database.schema-missing");
    expect((await client.request("initDb", {})).migrated).toBeGreaterThan(0);
    expect((await client.request("status", {})).database.state).toBe("ready");
    expect(await client.request("initDb", {})).toMatchObject({ migrated: 0 });
  });

  test("is newer when a later Orchex made it", async () => {
    const { client, ledger } = await scene();
    await ledger.query("insert into orchex.migrations (id, name) values (9999, 'later')");
    expect((await client.request("status", {})).database).toMatchObject({
      state: "newer",
      problem: { code: "database.schema-newer" },
    });
  });
});

describe("questions", () => {
  test("DAGs, their snapshots and what is in them", async () => {
    const { client, ledger } = await scene();
    const first = await ledger.activateShape(shape("flow", { a: [] }));
    await ledger.start("flow");
    const second = await ledger.activateShape(shape("flow", DIAMOND));
    expect(await client.request("dags", {})).toEqual({
      dags: [{ dag: "flow", version: second, tasks: 4, activatedAt: iso, snapshots: 2 }],
    });
    expect(await client.request("snapshots", { dag: "flow" })).toEqual({
      snapshots: [
        { version: second, createdAt: iso, activatedAt: iso, active: true, tasks: 4, runsInFlight: 0 },
        { version: first, createdAt: iso, activatedAt: iso, active: false, tasks: 1, runsInFlight: 1 },
      ],
    });
    expect(await client.request("snapshotContent", { dag: "flow" })).toEqual({
      version: second,
      createdAt: iso,
      active: true,
      content: shape("flow", DIAMOND),
    });
    const old = await client.request("snapshotContent", { dag: "flow", version: first.slice(0, 12) });
    expect(old).toMatchObject({ version: first, active: false, content: shape("flow", { a: [] }) });
    expect(await client.request("snapshotContent", { dag: "flow", version: "0000" })).toBe(null);
    expect((await client.refusal("snapshots", { dag: "flwo" })).message).toContain("Did you mean 'flow'?");
  });

  test("depth, figures, dead jobs, runs, a run, and a job with its data", async () => {
    const { client, ledger } = await scene();
    await ledger.activateShape(shape("flow", DIAMOND));
    const worker = await fakeWorker(ledger, ["flow"]);
    const well = await ledger.start("flow", { inputs: { uri: "s3://x" }, metadata: { by: "me" } });
    await worker.complete(await worker.claim(1), 0, { forked: true });
    const [left, right] = await worker.claim(2);
    if (left === undefined || right === undefined) throw new Error("no jobs");
    await worker.fail(left, { error: "Error: once\n    at somewhere" });
    await worker.complete([right]);
    const [again] = await worker.claim(1);
    if (again === undefined) throw new Error("no job");
    await worker.fail(again, { dead: true, error: "Error: twice\n    at somewhere" });
    const waiting = await ledger.start("flow");

    expect(await client.request("depth", {})).toEqual({
      total: { ...NONE, pending: 4, succeeded: 2, dead: 1, blocked: 1 },
      dags: [
        {
          dag: "flow",
          jobs: { ...NONE, pending: 4, succeeded: 2, dead: 1, blocked: 1 },
          openRuns: 1,
          waitingSince: iso,
          lastEndAt: iso,
          lastDeathAt: iso,
        },
      ],
    });
    const { tasks, openRuns } = await client.request("figures", { dag: "flow" });
    expect(openRuns).toBe(1);
    expect(tasks.map(({ task }) => task)).toEqual(["fork", "join", "left", "right"]);
    expect(tasks[2]).toEqual({
      task: "left",
      lastRun: { runId: well, status: "dead", finishedAt: iso, error: "Error: twice" },
      succeeded: 0,
      failed: 2,
      p50Ms: null,
      p95Ms: null,
      dead: 1,
      processing: 0,
    });
    expect(tasks[0]).toMatchObject({ succeeded: 1, failed: 0, p50Ms: expect.any(Number) as number, dead: 0 });
    expect(await client.request("deadJobs", {})).toEqual({
      jobs: [
        {
          runId: well,
          dag: "flow",
          version: sha,
          task: "left",
          attempts: 2,
          diedAt: iso,
          error: "Error: twice\n    at somewhere",
          retryable: true,
        },
      ],
    });
    expect((await client.request("deadJobs", { task: "right" })).jobs).toEqual([]);
    const { runs } = await client.request("runs", {});
    expect(runs.map(({ runId, status }) => [runId, status])).toEqual([
      [waiting, "running"],
      [well, "failed"],
    ]);
    expect((await client.request("runs", { status: "failed", limit: 1 })).runs).toEqual([
      {
        runId: well,
        dag: "flow",
        version: sha,
        status: "failed",
        createdAt: iso,
        finishedAt: iso,
        jobs: { succeeded: 2, dead: 1, blocked: 1 },
      },
    ]);
    const state = await client.request("run", { runId: well });
    expect(state).toMatchObject({ runId: well, dag: "flow", status: "failed", stopRequested: false });
    expect(state.jobs.map(({ task, status, attempts, error }) => [task, status, attempts, error])).toEqual([
      ["fork", "succeeded", 1, null],
      ["join", "blocked", 0, "blocked due to upstream dead task left"],
      ["left", "dead", 2, "Error: twice"],
      ["right", "succeeded", 1, null],
    ]);
    const job = await client.request("job", { runId: well, task: "left" });
    expect(job).toMatchObject({
      status: "dead",
      worker: "fake",
      error: "Error: twice\n    at somewhere",
      result: { text: null, bytes: 0 },
      metadata: { text: '{"by":"me"}', bytes: 11 },
    });
    expect(JSON.parse(job.inputs.text ?? "")).toEqual({ fork: { forked: true } });
    expect(job.history.map(({ attempt, outcome, error }) => [attempt, outcome, error])).toEqual([
      [1, "failed", "Error: once\n    at somewhere"],
      [2, "failed", "Error: twice\n    at somewhere"],
    ]);
    const root = await client.request("job", { runId: well, task: "fork" });
    expect(root).toMatchObject({
      inputs: { text: '{"uri":"s3://x"}', bytes: 16 },
      result: { text: '{"forked":true}' },
    });
    const brief = await client.request("job", { runId: well, task: "fork", maxBytes: 15 });
    expect(brief).toMatchObject({ inputs: { text: null, bytes: 16 }, result: { text: '{"forked":true}' } });
    expect((await client.refusal("job", { runId: well, task: "nope" })).data?.code).toBe("task.unknown");
    expect((await client.refusal("run", { runId: "0190a3c0-0000-7000-8000-000000000000" })).data?.code).toBe(
      "run.unknown",
    );
    expect(await client.request("workers", {})).toMatchObject({
      workers: [{ workerId: "fake", dags: ["flow"], state: "running", wanted: "running" }],
      staleLeases: [],
    });
  });
});

describe("news", () => {
  test("each move of a run is told while somebody watches", async () => {
    const { client, ledger } = await scene();
    await ledger.activateShape(shape("flow", { a: [], b: ["a"] }));
    const worker = await fakeWorker(ledger, ["flow"]);
    const { topics } = await client.request("watch", {
      topics: ["dags", "runs", "queue", "dead", "workers", "figures:flow"],
    });
    expect(topics).toHaveLength(6);
    // The first news is everything.
    expect((await client.news("dags")).dags).toHaveLength(1);
    expect((await client.news("runs")).runs).toEqual([]);
    expect((await client.news("queue")).depth.total).toEqual(NONE);
    expect(await client.news("dead")).toMatchObject({ total: 0, dags: {} });
    expect((await client.news("workers")).workers).toHaveLength(1);
    expect((await client.news("figures:flow")).tasks).toEqual([]);

    client.forget();
    const runId = await ledger.start("flow");
    expect((await client.news("runs")).runs).toMatchObject([{ runId, status: "running", jobs: { pending: 2 } }]);
    await client.news("queue", ({ depth }) => depth.total.pending === 2);

    client.forget();
    await client.request("watch", { topics: [`run:${runId}`] });
    expect((await client.news(`run:${runId}`)).jobs.map(({ task }) => task)).toEqual(["a", "b"]);
    client.forget();
    const [a] = await worker.claim(1);
    if (a === undefined) throw new Error("no job");
    const claimed = await client.news(`run:${runId}`);
    expect(claimed.jobs).toMatchObject([{ task: "a", status: "processing", attempts: 1 }]);
    await client.news("figures:flow", ({ tasks }) =>
      tasks.some(({ task, processing }) => task === "a" && processing > 0),
    );
    client.forget();
    await worker.complete([a]);
    const done = await client.news(`run:${runId}`, ({ jobs }) => jobs.some(({ status }) => status === "succeeded"));
    expect(done.jobs.map(({ task }) => task)).toEqual(["a"]);

    client.forget();
    const [b] = await worker.claim(1);
    if (b === undefined) throw new Error("no job");
    await worker.fail(b, { dead: true, error: "Error: no" });
    await client.news("dead", ({ total, dags }) => total === 1 && dags["flow"] === 1);
    await client.news("runs", ({ runs }) => runs.some((run) => run.runId === runId && run.status === "failed"));
    await client.news(`run:${runId}`, ({ run }) => run.status === "failed" && run.finishedAt !== null);

    client.forget();
    expect(await client.request("retry", { status: "dead", dag: "flow" })).toEqual({ jobs: 1 });
    await client.news("dead", ({ total }) => total === 0);
    await client.news("runs", ({ runs }) => runs.some((run) => run.runId === runId && run.status === "running"));

    client.forget();
    await ledger.activateShape(shape("flow", { a: [] }));
    expect((await client.news("dags")).dags).toMatchObject([{ dag: "flow", tasks: 1, snapshots: 2 }]);
    client.forget();
    await worker.store.endWorker(worker.workerId);
    expect((await client.news("workers")).workers).toMatchObject([{ state: "stopped" }]);
  });

  test("a death is news even if another job got its life back at the same time", async () => {
    const { client, ledger } = await scene();
    await ledger.activateShape(shape("one", { a: [] }));
    const worker = await fakeWorker(ledger, ["one"]);
    const [first, second] = await ledger.startMany("one", 2);
    const jobs = await worker.claim(2);
    const job = (runId: string | undefined) => jobs.find((one) => one.runId === runId);
    const [one, two] = [job(first), job(second)];
    if (one === undefined || two === undefined || first === undefined) throw new Error("no jobs");
    await worker.fail(one, { dead: true });
    await client.request("watch", { topics: ["dead"] });
    await client.news("dead", ({ total }) => total === 1);
    client.forget();
    await ledger.query(
      `select orchex.requeue(4::smallint, null, null, null, null, $1::uuid),
              (select count(*) from orchex.fail(array[$2::uuid], array[0::smallint], array[$3::bigint], array['no'], array['failed'], array[true], array[0::float8]))`,
      [first, two.runId, two.token],
    );
    expect(await client.news("dead")).toMatchObject({ total: 1 });
  });

  test("nothing is told, or looked for, when nobody watches any more", async () => {
    const { client, ledger } = await scene();
    await client.request("watch", { topics: ["runs"] });
    await client.news("runs");
    expect(await client.request("unwatch", { topics: ["runs"] })).toEqual({ topics: [] });
    client.forget();
    await ledger.activateShape(shape("one", { a: [] }));
    await ledger.start("one");
    // The next request is answered after everything that would have been told before it.
    await client.request("runs", {});
    const asked = () =>
      ledger.number(
        `select count(*) from pg_stat_activity where application_name = 'orchex serve' and query like '%pg_current_snapshot%'
          and query_start > now() - interval '1 second'`,
      );
    await until("it no longer asks", async () => (await asked()) === 0);
    expect(client.heard).toEqual([]);
  });

  test("a wrong topic is refused", async () => {
    const { client } = await scene();
    for (const topics of [["nope"], ["run:1"], "runs", [1], ["figures:"]]) {
      expect(await client.refusal("watch", { topics }), String(topics)).toMatchObject({ code: -32602 });
    }
  });
});

describe("actions", () => {
  test("snapshot loads the module in a process of its own, and a changed module again", async () => {
    const { client } = await scene();
    const stored = await client.request("snapshot", { address: "etl.ts:etl", progress: "p1" });
    expect(stored).toEqual({ dag: "etl", version: sha, created: true, active: false, tasks: 2 });
    expect(client.progress[0]).toEqual({ token: "p1", message: "Loading the module" });
    const changed = await client.request("snapshot", { address: "etlChanged.ts:etl", activate: true });
    expect(changed).toMatchObject({ dag: "etl", created: true, active: true });
    expect(changed.version).not.toBe(stored.version);
    const back = await client.request("activate", { dag: "etl", version: stored.version.slice(0, 16) });
    expect(back).toEqual({ version: stored.version });
    expect(childrenOf(client.pid)).toEqual([]);
  });

  test("what is wrong with a module is told as on the command line", async () => {
    const { client } = await scene();
    const { code, data } = await client.refusal("snapshot", { address: "throws.ts" });
    expect(code).toBe(-32803);
    expect(data).toMatchObject({ code: expect.stringMatching(/^module\./) as string });
    expect(data?.message).toContain("no connection string");
  });

  test("a module that never loads can be given up", async () => {
    const { client } = await scene();
    const giveUp = new AbortController();
    const asked = client.request("snapshot", { address: "hangs.ts" }, giveUp.signal);
    const [child = 0] = await until("the module loads", () => nonEmpty(childrenOf(client.pid)));
    giveUp.abort();
    await expect(asked).rejects.toMatchObject({ code: -32800 });
    await until("its process has gone", () => !isRunning(child));
  });

  test("runs are started, cancelled and retried", async () => {
    const { client, ledger } = await scene();
    await ledger.activateShape(shape("flow", { a: [] }));
    const many = await client.request("enqueue", {
      dag: "flow",
      count: 3,
      inputs: { uri: "x" },
      metadata: { by: "me" },
    });
    expect(many).toMatchObject({ version: sha, created: true });
    expect(new Set(many.runIds).size).toBe(3);
    const runId = "0190a3c0-0000-7000-8000-000000000001";
    expect(await client.request("enqueue", { dag: "flow", runId })).toMatchObject({ runIds: [runId], created: true });
    expect(await client.request("enqueue", { dag: "flow", runId })).toMatchObject({ created: false });
    expect(await client.request("cancel", { runId })).toEqual({ cancelled: 1 });
    const worker = await fakeWorker(ledger, ["flow"]);
    const [failed, dead] = await worker.claim(3);
    if (failed === undefined || dead === undefined) throw new Error("no jobs");
    await worker.fail(failed, { delayMs: 3_600_000 });
    await worker.fail(dead, { dead: true });
    expect(await client.request("retry", { status: "failed", task: "a" })).toEqual({ jobs: 1 });
    expect(await client.request("retry", { status: "dead", run: dead.runId })).toEqual({ jobs: 1 });
    expect((await client.refusal("retry", { status: "dead", task: "b" })).data?.code).toBe("task.unknown");
    expect((await client.refusal("enqueue", { dag: "flow", inputs: [1] })).data?.code).toBe("json.not-object");
    expect((await client.refusal("enqueue", { dag: "nope" })).data?.code).toBe("snapshot.none-active");
  });

  test("a worker is told what is wanted of it", async () => {
    const { client, ledger } = await scene();
    await ledger.activateShape(shape("flow", { a: [] }));
    const worker = await fakeWorker(ledger, ["flow"]);
    for (const wanted of ["paused", "running", "draining", "stopped"] as const) {
      expect(await client.request("wantWorker", { workerId: "fake", wanted })).toEqual({ workerId: "fake", wanted });
    }
    expect(await ledger.number("select count(*) from orchex.workers where wanted = 'stopped'")).toBe(1);
    await worker.store.endWorker(worker.workerId);
    const gone = await client.refusal("wantWorker", { workerId: "fake", wanted: "paused" });
    expect(gone.data?.code).toBe("worker.unknown");
  });
});

describe("the end", () => {
  test("when its input closes it has gone within a second, with everything that it started", async () => {
    const { client } = await scene();
    await client.request("watch", { topics: ["runs"] });
    const asked = client.request("snapshot", { address: "hangs.ts" });
    asked.catch(() => {});
    const children = await until("the module loads", () => nonEmpty(childrenOf(client.pid)));
    const from = performance.now();
    client.closeInput();
    expect(await client.ended).toBe(0);
    expect(performance.now() - from).toBeLessThan(1_000);
    await until("its children have gone", () => !children.some(isRunning));
  });

  test.each(["SIGKILL", "SIGTERM"] as const)("after a %s no child of it stays", async (signal) => {
    const { client } = await scene();
    client.request("snapshot", { address: "hangs.ts" }).catch(() => {});
    const children = await until("the module loads", () => nonEmpty(childrenOf(client.pid)));
    client.kill(signal);
    await client.ended;
    await until("its children have gone", () => !children.some(isRunning));
  });
});

describe("hostile input", () => {
  const framed = (body: string) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

  test("what is no message is answered with an error or nothing, and the next request as ever", async () => {
    const { client } = await scene();
    const bodies = [
      "{",
      "null",
      "42",
      "[]",
      '"text"',
      "{}",
      '{"jsonrpc":"2.0"}',
      '{"method":"$/cancelRequest"}',
      "\u0000",
    ];
    for (const body of bodies) client.write(framed(body));
    client.write(framed('{"jsonrpc":"2.0","id":{},"method":"dags"}'));
    client.write(framed('{"jsonrpc":"2.0","id":1e3,"method":"dags","params":[1,2]}'));
    client.write(framed('{"jsonrpc":"2.0","id":"x","method":"constructor","params":{"__proto__":{"dag":"x"}}}'));
    client.write(framed(""));
    expect(await client.request("dags", {})).toEqual({ dags: [] });
    expect(client.said()).toContain('"code":-32700');
  });

  test("names and numbers that make no sense are refused", async () => {
    const { client } = await scene();
    const wrong: [Parameters<typeof client.refusal>[0], unknown][] = [
      ["snapshots", {}],
      ["snapshots", { dag: 1 }],
      ["snapshots", { dag: "x".repeat(5_000) }],
      ["snapshots", ["flow"]],
      ["runs", { limit: 0 }],
      ["runs", { limit: 1e9 }],
      ["runs", { limit: "5" }],
      ["runs", { status: "nope" }],
      ["run", { runId: "'; drop table" }],
      ["retry", { status: "all" }],
      ["enqueue", { dag: "flow", count: 1.5 }],
    ];
    for (const [method, params] of wrong) {
      expect(await client.refusal(method, params), JSON.stringify(params)).toMatchObject({ code: -32602 });
    }
    expect(await client.refusal("toString" as "dags", {})).toMatchObject({ code: -32601 });
    expect((await client.refusal("dbReset", {})).data?.code).toBe("cli.refused");
    expect((await client.refusal("dbReset", { confirm: true })).message).toContain("DATABASE_URL is set");
  });

  test.each([
    ["a message that is longer than any", "Content-Length: 99999999999\r\n\r\n{"],
    ["a length that is none", "Content-Length: many\r\n\r\n{}"],
    ["a header that never ends", "x".repeat(5_000)],
  ])("after %s it ends, since nothing that follows has a meaning", async (_, text) => {
    const { client } = await scene();
    client.write(text);
    expect(await client.ended).toBe(0);
  });
});

describe("secrets", () => {
  const canary = "canary-7f3a";

  test("a password that the editor hands over appears nowhere", async () => {
    const given = new URL(url);
    given.password = canary;
    const client = await serveClient({ ORCHEX_HOME: home, DB_SCHEMA: "canary" }, { initialize: false });
    await client.request("initialize", { protocol: 1, databaseUrl: given.href });
    const { database } = await client.request("status", {});
    expect(database).toMatchObject({ state: "unreachable", kind: "url", problem: { code: "database.refused" } });
    await client.refusal("runs", {});
    await client.refusal("snapshot", { address: "etl.ts:etl" });
    const asked = client.request("snapshot", { address: "hangs.ts" });
    asked.catch(() => {});
    const [child = 0] = await until("the module loads", () => nonEmpty(childrenOf(client.pid)));
    for (const pid of [client.pid, child]) expect(readFileSync(`/proc/${pid}/cmdline`, "utf8")).not.toContain(canary);
    const wrong = await client.request("configure", { databaseUrl: `postgres://me:${canary}/x@host:x/db` });
    expect(wrong.database).toMatchObject({ state: "misconfigured", problem: { code: "config.invalid" } });
    expect(client.said()).not.toContain(canary);
    const right = await client.request("configure", { databaseUrl: url });
    expect(right.database.state).toBe("uninitialised");
    const none = await client.request("configure", { databaseUrl: null });
    expect(none.database).toMatchObject({ kind: "embedded" });
    expect(client.said()).not.toContain(new URL(url).password);
  });
});

function nonEmpty<Item>(items: readonly Item[]): readonly Item[] | null {
  return items.length === 0 ? null : items;
}
