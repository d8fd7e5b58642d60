import { rmSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type {
  ClientCapabilities,
  Diagnostic,
  DocumentDiagnosticReport,
  WorkspaceDiagnosticReport,
} from "vscode-languageserver/node";
import { afterEach, expect, test } from "vitest";
import { dagFolder, dagText } from "../support/dagFolder.ts";
import { LanguageClient, type LanguageClientOptions } from "../support/languageClient.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function project(files: Readonly<Record<string, string>>) {
  const found = dagFolder(files);
  cleanups.push(found.remove);
  return found;
}

async function start(options: LanguageClientOptions): Promise<LanguageClient> {
  const client = await LanguageClient.start(options);
  cleanups.push(async () => {
    await client.stop();
    expect(client.errors).toEqual([]);
    expect(client.stderr).toBe("");
  });
  return client;
}

const pull: ClientCapabilities = {
  textDocument: { diagnostic: {} },
  workspace: { diagnostics: { refreshSupport: true } },
};
const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map((one) => one.code);

test("problems of all files are pushed, and only lists that have changed", async () => {
  const { folder, path } = project({
    "a.ts": dagText({ extract: [], load: ["extrct"] }),
    "sub dir/ü.ts": dagText({ x: ["x"] }, "other"),
    "node_modules/p/c.ts": dagText({ y: ["y"] }, "foreign"),
  });
  const client = await start({ folders: [folder] });
  const [unknown] = await client.pushedTo(path("a.ts"));
  expect(unknown).toMatchObject({
    code: "task.unknown-requirement",
    severity: 1,
    source: "orchex",
    range: { start: { line: 3 } },
    data: { suggestion: "extract", dag: "etl", task: "load" },
  });
  expect(unknown?.codeDescription?.href).toMatch(/^file:.*\/problems\.md#taskunknown-requirement$/);
  expect(codes(await client.pushedTo(path("sub dir/ü.ts")))).toEqual(["task.self-requirement"]);
  expect([...client.pushed.keys()].filter((uri) => uri.includes("node_modules"))).toEqual([]);

  client.open(path("a.ts"));
  await client.settle();
  const before = client.pushes.length;
  const end = { line: 5, character: 0 };
  client.change(path("a.ts"), 2, [{ range: { start: end, end }, text: "// nothing\n" }]);
  await client.settle();
  expect(client.pushes.length).toBe(before);
  const range = { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } };
  client.change(path("a.ts"), 3, [{ range, text: "" }]);
  expect(await client.pushedTo(path("a.ts"), (list) => list.length === 0)).toEqual([]);
});

test("pushed lists carry the version they are about where the client says that it knows versions", async () => {
  const { folder, path } = project({ "a.ts": "" });
  const capabilities = { textDocument: { publishDiagnostics: { versionSupport: true } } };
  const client = await start({ folders: [folder], capabilities });
  client.open(path("a.ts"), "", 7);
  client.change(path("a.ts"), 8, [{ text: dagText({ a: ["a"] }) }]);
  await client.pushedTo(path("a.ts"), (list) => list.length === 1);
  expect(client.pushed.get(pathToFileURL(path("a.ts")).href)?.version).toBe(8);
});

test("an open document wins over what is on disk, until it is closed", async () => {
  const { folder, path } = project({ "a.ts": dagText({ a: ["a"] }) });
  const client = await start({ folders: [folder] });
  await client.pushedTo(path("a.ts"), (list) => list.length === 1);
  const uri = client.open(path("a.ts"), dagText({ a: [] }));
  await client.pushedTo(path("a.ts"), (list) => list.length === 0);
  client.notify("textDocument/didClose", { textDocument: { uri } });
  await client.pushedTo(path("a.ts"), (list) => list.length === 1);
});

test("lists of deleted files, of deleted folders and of folders that leave the workspace are cleared", async () => {
  const { folder, path } = project({
    "one/a.ts": dagText({ a: ["a"] }, "a"),
    "one/deep/b.ts": dagText({ b: ["b"] }, "b"),
    "two/c.ts": dagText({ c: ["c"] }, "c"),
  });
  const client = await start({ folders: [path("one"), path("two")] });
  for (const name of ["one/a.ts", "one/deep/b.ts", "two/c.ts"])
    await client.pushedTo(path(name), (list) => list.length === 1);

  rmSync(path("one/a.ts"));
  rmSync(path("one/deep"), { recursive: true });
  const changes = [path("one/a.ts"), path("one/deep")].map((gone) => ({ uri: pathToFileURL(gone).href, type: 3 }));
  client.notify("workspace/didChangeWatchedFiles", { changes });
  await client.pushedTo(path("one/a.ts"), (list) => list.length === 0);
  await client.pushedTo(path("one/deep/b.ts"), (list) => list.length === 0);

  const two = { uri: pathToFileURL(path("two")).href, name: "two" };
  client.notify("workspace/didChangeWorkspaceFolders", { event: { added: [], removed: [two] } });
  await client.pushedTo(path("two/c.ts"), (list) => list.length === 0);
  client.notify("workspace/didChangeWorkspaceFolders", { event: { added: [two], removed: [] } });
  await client.pushedTo(path("two/c.ts"), (list) => list.length === 1);
  expect(folder).not.toBe("");
});

test("two folders may each have a DAG of one name; a file in no folder is looked at too", async () => {
  const { path } = project({
    "one/a.ts": dagText({ a: [] }),
    "two/a.ts": dagText({ b: ["a"] }),
    "loose.ts": dagText({ c: ["c"] }),
  });
  const client = await start({ folders: [path("one"), path("two")] });
  expect(codes(await client.pushedTo(path("two/a.ts")))).toEqual(["task.unknown-requirement"]);
  expect(client.pushed.has(pathToFileURL(path("one/a.ts")).href)).toBe(false);
  client.open(path("loose.ts"));
  expect(codes(await client.pushedTo(path("loose.ts")))).toEqual(["task.self-requirement"]);
});

test("files that appear, change and are renamed on disk are followed", async () => {
  const { folder, path, write } = project({ "a.ts": dagText({ a: [] }) });
  const client = await start({ folders: [folder] });
  const uri = (name: string) => pathToFileURL(path(name)).href;
  write("b.ts", dagText({ b: ["b"] }, "b"));
  client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uri("b.ts"), type: 1 }] });
  await client.pushedTo(path("b.ts"), (list) => list.length === 1);
  write("b.ts", dagText({ b: [] }, "b"));
  client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uri("b.ts"), type: 2 }] });
  await client.pushedTo(path("b.ts"), (list) => list.length === 0);
  rmSync(path("b.ts"));
  write("moved/c.ts", dagText({ b: ["b"] }, "b"));
  client.notify("workspace/didRenameFiles", { files: [{ oldUri: uri("b.ts"), newUri: uri("moved") }] });
  await client.pushedTo(path("moved/c.ts"), (list) => list.length === 1);
});

test("a client that does not watch files is followed when it saves", async () => {
  const { folder, path, write } = project({ "a.ts": dagText({ a: [] }) });
  const client = await start({ folders: [folder] });
  const uri = client.open(path("a.ts"));
  await client.settle();
  write("b.ts", dagText({ b: ["b"] }, "b"));
  client.notify("textDocument/didSave", { textDocument: { uri } });
  await client.pushedTo(path("b.ts"), (list) => list.length === 1);
});

test("a client that watches files is asked to", async () => {
  const { folder } = project({ "a.ts": "" });
  const capabilities = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };
  const client = await start({ folders: [folder], capabilities });
  await client.until(() => client.asked.find((method) => method === "client/registerCapability"), "a registration");
});

test("settings change severities, and hide what is off", async () => {
  const { folder, path } = project({ "a.ts": dagText({ a: ["a"], b: ["nothing"] }) });
  const settings = {
    diagnostics: { severities: { "task.self-requirement": "hint", "task.unknown-requirement": "off" } },
  };
  const client = await start({ folders: [folder], capabilities: { workspace: { configuration: true } }, settings });
  const list = await client.pushedTo(path("a.ts"), (list) => list[0]?.severity === 4);
  expect(codes(list)).toEqual(["task.self-requirement"]);
  client.settings = {};
  client.notify("workspace/didChangeConfiguration", { settings: null });
  expect(codes(await client.pushedTo(path("a.ts"), (list) => list.length === 2))).toHaveLength(2);
});

test("settings may come with the notification, and before that with the client's options", async () => {
  const { folder, path } = project({ "a.ts": dagText({ a: ["a"] }) });
  const off = { diagnostics: { severities: { "task.*": "off" } } };
  const client = await start({ folders: [folder], initializationOptions: { settings: off } });
  client.open(path("a.ts"));
  // Whether a list that was empty from the start is sent depends on which comes first, the file or the folder.
  await client.request("textDocument/documentSymbol", { textDocument: { uri: pathToFileURL(path("a.ts")).href } });
  client.notify("workspace/didChangeConfiguration", {
    settings: { orchex: { diagnostics: { severities: { "task.*": "warning" } } } },
  });
  await client.pushedTo(path("a.ts"), (list) => list[0]?.severity === 2);
  expect(client.pushes.flatMap(({ diagnostics }) => diagnostics).filter(({ severity }) => severity !== 2)).toEqual([]);
});

test("a client that pulls is sent nothing, and learns when a list is unchanged", async () => {
  const { folder, path } = project({ "a.ts": dagText({ a: ["a"] }) });
  const client = await start({ folders: [folder], capabilities: pull });
  const uri = client.open(path("a.ts"));
  const ask = (previousResultId?: string) =>
    client.request<DocumentDiagnosticReport>("textDocument/diagnostic", { textDocument: { uri }, previousResultId });
  const first = await ask();
  expect(first).toMatchObject({ kind: "full", items: [{ code: "task.self-requirement" }] });
  expect(await ask(first.resultId)).toEqual({ kind: "unchanged", resultId: first.resultId });
  client.change(path("a.ts"), 2, [{ text: dagText({ a: [] }) }]);
  expect(await ask(first.resultId)).toMatchObject({ kind: "full", items: [] });
  expect(client.pushes).toEqual([]);
});

test("a workspace's diagnostics are pulled, and a file without any is told once", async () => {
  const { folder, path, write } = project({ "a.ts": dagText({ a: ["a"] }), "b.ts": dagText({ b: [] }, "b") });
  const client = await start({ folders: [folder], capabilities: pull });
  const uri = pathToFileURL(path("a.ts")).href;
  const first = await client.request<WorkspaceDiagnosticReport>("workspace/diagnostic", { previousResultIds: [] });
  expect(first.items).toMatchObject([{ uri, kind: "full", version: null, items: [{ code: "task.self-requirement" }] }]);
  const previousResultIds = first.items.map(({ uri, resultId }) => ({ uri, value: resultId }));
  const second = await client.request<WorkspaceDiagnosticReport>("workspace/diagnostic", { previousResultIds });
  expect(second.items).toMatchObject([{ uri, kind: "unchanged" }]);

  // With a token for partial results the server answers when there is something new.
  const waiting = client.request<WorkspaceDiagnosticReport>("workspace/diagnostic", {
    previousResultIds,
    partialResultToken: "partial",
  });
  await client.settle();
  write("a.ts", dagText({ a: [] }));
  client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri, type: 2 }] });
  expect((await waiting).items).toMatchObject([{ uri, kind: "full", items: [] }]);
  expect(client.asked).toContain("workspace/diagnostic/refresh");
});

test("a request about a text that has changed meanwhile is not answered with an older one", async () => {
  const { folder, path } = project({ "a.ts": dagText({ a: ["a"] }) });
  const client = await start({ folders: [folder], capabilities: pull });
  const uri = client.open(path("a.ts"));
  for (let version = 2; version < 40; version++) {
    const wrong = version % 2 === 0;
    client.change(path("a.ts"), version, [{ text: dagText(wrong ? { a: ["a"] } : { a: [] }) }]);
    const report = await client.request<DocumentDiagnosticReport>("textDocument/diagnostic", { textDocument: { uri } });
    expect(report).toMatchObject({ kind: "full", items: wrong ? [{ code: "task.self-requirement" }] : [] });
  }
});

test("a task in a module that nobody imports is told, until an import of it is typed", async () => {
  const task = 'import { dag } from "./dag.ts";\ndag.task("alone", () => 1);\n';
  const { folder, path } = project({ "dag.ts": dagText({ a: [] }), "alone.ts": task, "main.ts": "" });
  const client = await start({ folders: [folder] });
  const [alone] = await client.pushedTo(path("alone.ts"), (list) => list.length > 0);
  expect(alone).toMatchObject({ code: "task.not-loaded", severity: 2, range: { start: { line: 1, character: 10 } } });
  client.open(path("main.ts"), 'import "./alone.ts";\n');
  await client.pushedTo(path("alone.ts"), (list) => list.length === 0);
  client.change(path("main.ts"), 2, [{ text: "" }]);
  await client.pushedTo(path("alone.ts"), (list) => list.length === 1);
  client.open(path("orchex.config.ts"), 'export default { modules: ["*.ts"] };\n');
  await client.pushedTo(path("alone.ts"), (list) => list.length === 0);
});

test("of documents in no folder nobody knows who imports them", async () => {
  const { path } = project({ "dag.ts": dagText({ a: [] }) });
  const client = await start({ folders: [] });
  client.open(path("dag.ts"));
  client.open(path("alone.ts"), 'import { dag } from "./dag.ts";\ndag.task("b", { requires: ["a"] }, () => 1);\n');
  // What is found out when nobody waits: first what bodies read, and then who imports whom.
  await client.pushedTo(path("alone.ts"), (list) => codes(list).includes("task.unread-requirement"));
  for (let turn = 0; turn < 3; turn++) await client.settle();
  expect(codes(client.pushes.flatMap(({ diagnostics }) => diagnostics))).not.toContain("task.not-loaded");
});
