import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { isRunning, serveClient } from "../support/serveClient.ts";
import { until } from "../support/until.ts";
import { json, run, temporaryHome } from "./cli.ts";

const { home, remove } = temporaryHome();
const embedded = { ORCHEX_HOME: join(home, "server"), ORCHEX_DB_IDLE_SECONDS: "60" };
const MODULE = `import { Dag } from "${new URL("../../runtime/dist/index.js", import.meta.url).href}";
export const one = new Dag("one");
one.task("a", () => 1);
`;

let projects = 0;
let project: string;

/** A project of the test's own, with a database of its own on one server. */
beforeEach(() => {
  projects += 1;
  project = join(home, `project${projects}`);
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  writeFileSync(join(project, "dags.ts"), MODULE);
});

beforeAll(async () => {
  mkdirSync(embedded.ORCHEX_HOME);
  await json(["db", "start"], embedded, { cwd: home });
});

afterAll(async () => {
  await run(["db", "stop"], embedded, { cwd: home });
  remove();
});

const here = () => ({ cwd: project });

test("a stopped server is not started by looking, and is found again when somebody starts it", async () => {
  const client = await serveClient(embedded, here());
  await client.request("initDb", {});
  await client.request("watch", { topics: ["dags"] });
  await client.news("dags");
  await json(["db", "stop"], embedded, here());
  const { database } = await client.status("stopped");
  expect(database.problem).toEqual({
    code: "database.stopped",
    message: "The embedded Postgres does not run",
    remedy: expect.stringContaining("orchex db start") as string,
  });
  expect((await client.refusal("runs", {})).data?.code).toBe("database.stopped");
  expect(await client.request("dbStatus", {})).toMatchObject({ running: false });
  client.forget();
  await json(["init-db", "--dag", "dags.ts:one"], embedded, here());
  await client.status("ready");
  expect((await client.news("dags")).dags).toMatchObject([{ dag: "one" }]);
});

test("whatever changes something starts it", async () => {
  const client = await serveClient(embedded, here());
  await client.request("initDb", {});
  await client.request("snapshot", { address: "dags.ts:one", activate: true });
  expect(await client.request("dbStop", {})).toEqual({ stopped: true });
  expect((await client.request("status", {})).database.state).toBe("stopped");
  expect(await client.request("enqueue", { dag: "one" })).toMatchObject({ created: true });
  expect((await client.request("status", {})).database.state).toBe("ready");
  await client.request("dbStop", {});
  expect(await client.request("dbStart", { progress: "p" })).toMatchObject({ running: true, version: "18.4" });
  expect(client.progress).toContainEqual({ token: "p", message: "Starting the embedded Postgres" });
});

test("a server that crashed is found again once it was started", async () => {
  const client = await serveClient(embedded, here());
  await client.request("initDb", {});
  await client.request("watch", { topics: ["runs", "queue", "workers"] });
  await client.news("workers");
  const pid = Number(
    readFileSync(join(embedded.ORCHEX_HOME, "postgres-18/data/postmaster.pid"), "utf8").split("\n")[0],
  );
  process.kill(pid, "SIGKILL");
  await client.status("stopped");
  client.forget();
  await client.request("dbStart", {});
  await client.status("ready");
});

test("a project without a database is uninitialised, and the database is dropped only when that is confirmed", async () => {
  const client = await serveClient(embedded, here());
  expect((await client.request("status", {})).database).toMatchObject({
    state: "uninitialised",
    kind: "embedded",
    shown: expect.stringContaining(project) as string,
  });
  await client.request("initDb", {});
  await client.request("snapshot", { address: "dags.ts:one", activate: true });
  expect((await client.request("dags", {})).dags).toHaveLength(1);
  expect((await client.refusal("dbReset", {})).data?.code).toBe("cli.refused");
  expect((await client.request("dbReset", { confirm: true })).reset).toMatch(/^project/);
  expect((await client.request("status", {})).database.state).toBe("uninitialised");
});

test("an editor that watches and sees nothing new lets the server stop, and finds the next one", async () => {
  const own = { ORCHEX_HOME: join(home, "resting"), ORCHEX_DB_IDLE_SECONDS: "1", ORCHEX_SERVE_REST_SECONDS: "1" };
  mkdirSync(own.ORCHEX_HOME);
  const [one, two] = await Promise.all([serveClient(own, here()), serveClient(own, here())]);
  await one.request("initDb", {});
  await Promise.all([one, two].map((client) => client.request("watch", { topics: ["dags", "runs"] })));
  await Promise.all([one, two].map((client) => client.news("dags")));
  await Promise.all([one, two].map((client) => client.status("stopped")));
  expect(await one.request("dbStatus", {})).toMatchObject({ running: false });
  one.forget();
  two.forget();
  await json(["init-db", "--dag", "dags.ts:one"], own, here());
  await Promise.all([one, two].map((client) => client.news("dags", ({ dags }) => dags.length === 1)));
  await json(["db", "stop"], own, here());
});

test("settings are read anew when that is asked for, by code that never runs in this process", async () => {
  const config = join(project, "orchex.config.ts");
  writeFileSync(config, 'export default { dbSchema: "first" };');
  const client = await serveClient(embedded, here());
  expect((await client.request("status", {})).database.schema).toBe("first");
  writeFileSync(config, 'export default { dbSchema: "second" };');
  expect((await client.request("status", {})).database.schema).toBe("first");
  expect((await client.request("configure", {})).database.schema).toBe("second");
  writeFileSync(config, "console.log('noise'); process.exit(7);");
  expect((await client.request("configure", {})).database).toMatchObject({
    state: "misconfigured",
    problem: { code: "config.unreadable" },
  });
  writeFileSync(config, "export default { dbSchema: 5 };");
  expect((await client.request("configure", {})).database.problem?.code).toBe("config.invalid");
  writeFileSync(config, "export default { dbSchema: ");
  expect((await client.request("configure", {})).database.state).toBe("misconfigured");
  writeFileSync(config, 'export default { dbSchema: "third" };');
  expect((await client.request("configure", {})).database.schema).toBe("third");
  expect(client.said()).not.toContain("noise");
});

test("a client that goes leaves the server to its keeper", async () => {
  const client = await serveClient(embedded, here());
  await client.request("initDb", {});
  client.closeInput();
  expect(await client.ended).toBe(0);
  await until("it has gone", () => !isRunning(client.pid));
  expect(await json(["db", "status"], embedded, here())).toMatchObject({ running: true });
});
