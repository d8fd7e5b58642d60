import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Changed, Told } from "../../runtime/dist/serve/protocol.js";
import type { ClientRequests, LinkState, LinkStatus } from "../../server/dist/protocol.js";
import { json, run, temporaryHome } from "../cli/cli.ts";
import { dagFolder, dagText } from "../support/dagFolder.ts";
import { LanguageClient } from "../support/languageClient.ts";
import { childrenOf, isRunning } from "../support/serveClient.ts";
import { until } from "../support/until.ts";

const RUNTIME = fileURLToPath(new URL("../../runtime/", import.meta.url));
const { home, remove } = temporaryHome();
const embedded = { ORCHEX_HOME: home, ORCHEX_DB_IDLE_SECONDS: "20" };

beforeAll(async () => {
  Object.assign(process.env, embedded);
  delete process.env["DATABASE_URL"];
  await json(["db", "start"], embedded);
});

afterAll(async () => {
  await run(["db", "stop"], embedded);
  remove();
});

const cleanups: (() => unknown)[] = [];
let project: ReturnType<typeof dagFolder>;

beforeEach(() => {
  project = newProject();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A project that has `orchex` installed. */
function newProject(): ReturnType<typeof dagFolder> {
  const found = dagFolder({
    "package.json": '{ "type": "module" }',
    "etl.ts": dagText({ extract: [], load: ["extract"] }),
  });
  mkdirSync(found.path("node_modules"));
  symlinkSync(RUNTIME, found.path("node_modules/orchex"));
  cleanups.push(found.remove);
  return found;
}

/** An editor that knows of the link. */
class Editor {
  readonly client: LanguageClient;
  readonly statuses: LinkStatus[] = [];
  readonly heard: { readonly folder: string; readonly changed: Changed }[] = [];
  readonly progress: unknown[] = [];
  readonly logged: string[] = [];
  declaredChanges = 0;

  private constructor(client: LanguageClient) {
    this.client = client;
    const { connection } = client;
    connection.onNotification("orchex/status", (status: LinkStatus) => void this.statuses.push(status));
    connection.onNotification("orchex/changed", (news: Editor["heard"][number]) => void this.heard.push(news));
    connection.onNotification("orchex/progress", (news: unknown) => void this.progress.push(news));
    connection.onNotification("orchex/declaredChanged", () => void (this.declaredChanges += 1));
    connection.onNotification(
      "window/logMessage",
      ({ message }: { message: string }) => void this.logged.push(message),
    );
  }

  static async open(folders: readonly string[], options: Readonly<Record<string, unknown>> = { live: true }) {
    const client = await LanguageClient.start({ folders, initializationOptions: options });
    const editor = new Editor(client);
    cleanups.push(() => client.stop());
    await editor.ask("orchex/links", {});
    return editor;
  }

  ask<Method extends keyof ClientRequests>(
    method: Method,
    params: ClientRequests[Method]["params"],
  ): Promise<ClientRequests[Method]["result"]> {
    return this.client.request<ClientRequests[Method]["result"]>(method, params);
  }

  async refusal<Method extends keyof ClientRequests>(
    method: Method,
    params: ClientRequests[Method]["params"],
  ): Promise<Told> {
    try {
      await this.ask(method, params);
    } catch (error) {
      return (error as { data: Told }).data;
    }
    throw new Error(`${method} was not refused`);
  }

  /** Waits until the link of a folder is in this state. */
  async link(state: LinkState, folder = project.folder): Promise<LinkStatus> {
    return await until(`the link is ${state}`, async () => {
      const { links } = await this.ask("orchex/links", {});
      return links.find((link) => link.folder === folder && link.state === state);
    });
  }

  async news(topic: Changed["topic"], holds: (news: Changed) => boolean = () => true) {
    return await until(`there is news of ${topic}`, () =>
      this.heard.find(({ changed }) => changed.topic === topic && holds(changed)),
    );
  }

  /** The processes of the links. */
  serves(): readonly number[] {
    return childrenOf(this.client.child.pid ?? 0);
  }
}

const first = <Item>(items: readonly Item[]): Item | null => items[0] ?? null;

test("nothing is started, or asked, before the client says that the workspace is trusted", async () => {
  const editor = await Editor.open([project.folder], {});
  expect((await editor.ask("orchex/links", {})).links).toEqual([
    expect.objectContaining({ folder: project.folder, state: "off", serve: null }),
  ]);
  expect((await editor.refusal("orchex/runs", { folder: project.folder })).code).toBe("link.off");
  expect(editor.serves()).toEqual([]);
  editor.client.notify("orchex/trust", {});
  expect(await editor.link("noDatabase")).toMatchObject({
    text: expect.stringContaining("no database") as string,
    serve: { database: { state: "uninitialised", kind: "embedded" } },
  });
  expect(editor.serves()).toHaveLength(1);
});

test("a setting switches it off, and a closed folder ends its process", async () => {
  const other = newProject();
  const editor = await Editor.open([project.folder, other.folder]);
  await editor.link("noDatabase");
  await editor.link("noDatabase", other.folder);
  expect(editor.serves()).toHaveLength(2);
  editor.client.notify("workspace/didChangeWorkspaceFolders", {
    event: { added: [], removed: [{ uri: pathToFileURL(other.folder).href, name: "other" }] },
  });
  await until("one process is left", () => editor.serves().length === 1);
  editor.client.notify("workspace/didChangeConfiguration", { settings: { orchex: { live: { enabled: false } } } });
  await until("no process is left", () => editor.serves().length === 0);
  expect((await editor.ask("orchex/links", {})).links).toMatchObject([{ state: "off" }]);
});

test("from nothing to a run that is watched, with drift as soon as the code differs", async () => {
  const { folder, path } = project;
  const editor = await Editor.open([folder]);
  await editor.link("noDatabase");
  expect((await editor.ask("orchex/initDb", { folder })).migrated).toBeGreaterThan(0);
  await editor.link("ready");
  const stored = await editor.ask("orchex/snapshot", {
    folder,
    address: `${path("etl.ts")}:dag`,
    activate: true,
    progress: "p1",
  });
  expect(stored).toMatchObject({ dag: "etl", created: true, active: true, tasks: 2 });
  expect(editor.progress).toContainEqual({ token: "p1", message: "Loading the module" });
  await editor.ask("orchex/watch", { folder, topics: ["runs"] });
  const command = await editor.client.request<{ runId: string }>("workspace/executeCommand", {
    command: "orchex.enqueue",
    arguments: [{ dag: "etl", uri: pathToFileURL(path("etl.ts")).href }],
  });
  const { folder: told } = await editor.news("runs", (news) => JSON.stringify(news).includes(command.runId));
  expect(told).toBe(folder);

  const file = path("etl.ts");
  editor.client.open(file);
  editor.client.change(file, 2, [{ text: dagText({ extract: [], load: ["extract"], extra: ["load"] }) }]);
  const drift = await editor.client.pushedTo(file, (list) => list.some(({ code }) => code === "drift.added"));
  const drifts = drift.filter(({ code }) => String(code).startsWith("drift."));
  expect(drifts.map(({ code, message }) => [code, JSON.stringify(message).includes("extra")])).toEqual([
    ["drift.added", true],
  ]);
  const [dag] = (await editor.ask("orchex/declared", {})).dags;
  expect(dag).toMatchObject({
    folder,
    name: "etl",
    exportName: "dag",
    complete: true,
    errors: 0,
    drift: [{ kind: "added", task: "extra" }],
    tasks: [{ name: "extract" }, { name: "load", requires: ["extract"] }, { name: "extra", requires: ["load"] }],
  });
  const graph = await editor.ask("orchex/graph", { folder, dag: "etl" });
  expect(graph).toMatchObject({
    waves: [["extract"], ["load"], ["extra"]],
    unordered: [],
    edges: [
      { from: "extract", to: "load" },
      { from: "load", to: "extra" },
    ],
    activeVersion: stored.version,
  });
  const content = await editor.ask("orchex/content", { folder, dag: "etl" });
  expect(content?.tasks.map(({ name }) => name)).toEqual(["extra", "extract", "load"]);
  expect(await editor.ask("orchex/graph", { folder, dag: "nope" })).toBe(null);
  expect(editor.declaredChanges).toBeGreaterThan(0);

  await json(["worker", "--dag", "etl.ts:dag", "--drain"], embedded, { cwd: folder });
  await editor.news("runs", (news) => JSON.stringify(news).includes('"succeeded"'));
  await until("the hover tells how the task does", async () => {
    const hover = await editor.client.request("textDocument/hover", {
      textDocument: { uri: pathToFileURL(file).href },
      position: { line: 2, character: 38 },
    });
    return JSON.stringify(hover).includes("100");
  });
});

test("a killed process comes back by itself, and goes on telling what is watched", async () => {
  const { folder, path } = project;
  const editor = await Editor.open([folder]);
  await editor.link("noDatabase");
  await editor.ask("orchex/initDb", { folder });
  await editor.ask("orchex/snapshot", { folder, address: `${path("etl.ts")}:dag`, activate: true });
  await editor.ask("orchex/watch", { folder, topics: ["runs"] });
  const [before = 0] = editor.serves();
  process.kill(before, "SIGKILL");
  await until("it has gone", () => !isRunning(before));
  // Whoever asks meanwhile waits for the next one.
  const { runIds } = await editor.ask("orchex/enqueue", { folder, dag: "etl" });
  const [after = 0] = editor.serves();
  expect(after).not.toBe(before);
  await editor.news("runs", (news) => JSON.stringify(news).includes(runIds[0] ?? "?"));
  await editor.link("ready");
  expect(editor.statuses.map(({ state }) => state)).toContain("connecting");
});

test("a database that stops is told, and returns by itself", async () => {
  const { folder } = project;
  const editor = await Editor.open([folder]);
  await editor.link("noDatabase");
  await editor.ask("orchex/initDb", { folder });
  await editor.link("ready");
  await json(["db", "stop"], embedded, { cwd: folder });
  expect(await editor.link("noDatabase")).toMatchObject({
    text: "The embedded Postgres does not run",
    remedy: expect.stringContaining("orchex db start") as string,
  });
  await json(["db", "start"], embedded, { cwd: folder });
  await editor.link("ready");
});

test("the password of a folder's database goes by the pipe, and is seen nowhere else", async () => {
  const canary = "canary-51c2";
  const { folder } = project;
  const editor = await Editor.open([folder]);
  await editor.link("noDatabase");
  editor.client.notify("orchex/databaseUrl", { folder, url: `postgres://me:${canary}@127.0.0.1:1/db` });
  const status = await until("the other database is tried", async () => {
    const { links } = await editor.ask("orchex/links", {});
    return links.find(({ serve }) => serve?.database.kind === "url" && serve.database.state === "unreachable");
  });
  expect(status.text).toContain("127.0.0.1:1/db");
  const [serve = 0] = editor.serves();
  for (const pid of [serve, editor.client.child.pid ?? 0]) {
    expect(readFileSync(`/proc/${pid}/cmdline`, "utf8")).not.toContain(canary);
    expect(readFileSync(`/proc/${pid}/environ`, "utf8")).not.toContain(canary);
  }
  // It is still there for the process that comes after this one.
  process.kill(serve, "SIGKILL");
  await until("another process", () => editor.serves().some((pid) => pid !== serve));
  await until("it is tried again", async () => {
    const { links } = await editor.ask("orchex/links", {});
    return links.some(({ serve }) => serve?.database.kind === "url");
  });
  const said = JSON.stringify([editor.statuses, editor.logged, editor.client.errors, editor.client.stderr]);
  expect(said).not.toContain(canary);
  editor.client.notify("orchex/databaseUrl", { folder, url: null });
  await until("the project's own again", async () => {
    const { links } = await editor.ask("orchex/links", {});
    return links.some(({ serve }) => serve?.database.kind === "embedded");
  });
});

test("settings that change on disk are read again", async () => {
  const { folder, write } = project;
  const editor = await Editor.open([folder]);
  await editor.link("noDatabase");
  const file = write("orchex.config.json", '{ "dbSchema": "another" }');
  editor.client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: pathToFileURL(file).href, type: 1 }] });
  await until("the other schema is used", async () => {
    const { links } = await editor.ask("orchex/links", {});
    return links.some(({ serve }) => serve?.database.schema === "another");
  });
});

test("two folders have a process each, and a folder inside with a configuration of its own too", async () => {
  const other = newProject();
  const inner = project.write("packages/a/orchex.config.json", "{}");
  const editor = await Editor.open([project.folder, other.folder]);
  await editor.link("noDatabase");
  await editor.link("noDatabase", other.folder);
  const roots = await Promise.all(
    [project.folder, join(project.folder, "etl.ts"), other.folder, inner].map(
      async (folder) => (await editor.ask("orchex/status", { folder })).projectRoot,
    ),
  );
  expect(roots).toEqual([project.folder, project.folder, other.folder, project.path("packages/a")]);
  expect(editor.serves()).toHaveLength(3);
  expect((await editor.refusal("orchex/status", { folder: "/etc" })).code).toBe("link.off");
});

/** Something that is installed as `orchex` and is none that we can talk with; it notes each start. */
function installStranger(script: string): () => number {
  const { path } = project;
  rmSync(path("node_modules/orchex"));
  mkdirSync(path("node_modules/orchex"));
  writeFileSync(path("node_modules/orchex/package.json"), '{ "version": "0.0.1", "bin": { "orchex": "./main.cjs" } }');
  const starts = path("starts");
  writeFileSync(starts, "");
  const note = `require("node:fs").appendFileSync(${JSON.stringify(starts)}, process.argv.slice(2).join(" ") + "\\n");`;
  writeFileSync(path("node_modules/orchex/main.cjs"), `${note}\n${script}`);
  chmodSync(path("node_modules/orchex/main.cjs"), 0o755);
  return () => readFileSync(starts, "utf8").split("\n").length - 1;
}

test.each([
  [
    "speaks another protocol",
    `process.stdin.once("data", () => {
       const body = JSON.stringify({ jsonrpc: "2.0", id: 0, error: { code: -32803, message: "orchex 9 speaks protocol 9",
         data: { code: "serve.protocol", message: "orchex 9 speaks protocol 9", remedy: "Upgrade the extension." } } });
       process.stdout.write("Content-Length: " + Buffer.byteLength(body) + "\\r\\n\\r\\n" + body);
     });`,
    { text: "orchex 9 speaks protocol 9", remedy: "Upgrade the extension." },
  ],
  [
    "has never heard of editors",
    "console.error(\"error: unknown command 'serve'\"); process.exit(2);",
    { text: "The project's orchex (0.0.1) does not know how to talk with an editor" },
  ],
])("an orchex that %s is told quietly and not started again", async (_, script, status) => {
  const starts = installStranger(script);
  const editor = await Editor.open([project.folder]);
  expect(await editor.link("versionMismatch")).toMatchObject({ ...status, serve: null });
  expect((await editor.refusal("orchex/runs", { folder: project.folder })).code).toBe("link.versionMismatch");
  await until("its process has gone", () => editor.serves().length === 0);
  expect(starts()).toBe(1);
  // Until the user has done something about it.
  rmSync(project.path("node_modules/orchex"), { recursive: true });
  symlinkSync(RUNTIME, project.path("node_modules/orchex"));
  expect(await editor.ask("orchex/configure", { folder: project.folder })).toMatchObject({ folder: project.folder });
  await editor.link("noDatabase");
});

test("one that prints nonsense on stdout, or dies at once, is started again less and less often", async () => {
  const starts = installStranger("console.log('hello\\r\\n\\r\\n'); setTimeout(() => process.exit(1), 20);");
  const editor = await Editor.open([project.folder]);
  await until("it was started three times", () => starts() >= 3);
  const { links } = await editor.ask("orchex/links", {});
  expect(links).toMatchObject([{ state: "connecting" }]);
  // The editor's own work goes on.
  expect((await editor.ask("orchex/declared", {})).dags).toHaveLength(1);
});

test("a project without orchex uses the one that the client brings", async () => {
  rmSync(project.path("node_modules"), { recursive: true });
  const editor = await Editor.open([project.folder], { live: true, runtime: RUNTIME });
  // Nothing there says that it is a project of ours until somebody asks.
  expect(editor.serves()).toEqual([]);
  expect(await editor.ask("orchex/status", { folder: project.folder })).toMatchObject({ orchex: "0.1.0" });
});

test.each(["SIGKILL", "exit"] as const)("when the server ends by %s, no process of its links stays", async (how) => {
  const editor = await Editor.open([project.folder]);
  await editor.link("noDatabase");
  const serve = first(editor.serves()) ?? 0;
  if (how === "exit") await editor.client.stop();
  else editor.client.child.kill("SIGKILL");
  await until("it has gone", () => !isRunning(serve), 5_000);
});
