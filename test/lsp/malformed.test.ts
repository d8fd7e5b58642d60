import { spawn } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dagFolder, dagText } from "../support/dagFolder.ts";
import { LanguageClient } from "../support/languageClient.ts";

const { folder, path, remove } = dagFolder({ "a.ts": dagText({ extract: [], load: ["extrct"] }) });
const uri = pathToFileURL(path("a.ts")).href;
let client: LanguageClient;

beforeAll(async () => {
  client = await LanguageClient.start({ folders: [folder] });
  client.open(path("a.ts"));
});
afterAll(async () => {
  await client.stop();
  remove();
});

/** The server lives and answers rightly. */
async function isWell(): Promise<void> {
  const symbols = await client.request<{ name: string }[]>("workspace/symbol", { query: "extract" });
  expect(symbols.map(({ name }) => name)).toEqual(["extract"]);
}

const frame = (body: string, length = Buffer.byteLength(body)) => `Content-Length: ${length}\r\n\r\n${body}`;

test.each([
  ["a length that is no number", "Content-Length: many\r\n\r\n{}"],
  ["a negative length", "Content-Length: -10\r\n\r\n"],
  ["a length of terabytes", "Content-Length: 9999999999999\r\n\r\n{}"],
  ["a length that is too small", frame('{"jsonrpc":"2.0","method":"x","params":{}}', 10)],
  ["a length that is too large", frame('{"jsonrpc":"2.0","method":"x","params":{}}', 60)],
  ["no length", "Content-Type: text/plain\r\n\r\n"],
  ["garbage", "\u0000\u0001\u0002 GET / HTTP/1.1\r\n\r\n"],
  ["no JSON", frame("{nonsense}")],
  ["a number", frame("5")],
  ["a batch", frame('[{"jsonrpc":"2.0","id":9,"method":"shutdown"}]')],
  ["an answer to nothing", frame('{"jsonrpc":"2.0","id":424242,"result":null}')],
  ["an answer without anything", frame('{"jsonrpc":"2.0","id":424242}')],
  ["a method that is a number", frame('{"jsonrpc":"2.0","id":1,"method":5}')],
  ["an id that is an object", frame('{"jsonrpc":"2.0","id":{},"method":"textDocument/hover"}')],
  [
    "cancellations of nothing",
    frame('{"jsonrpc":"2.0","method":"$/cancelRequest"}') +
      frame('{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":777}}'),
  ],
])("%s does not end the server", async (_, bytes) => {
  client.raw(bytes);
  await isWell();
});

test.each(["no/such", "textDocument/noSuchThing", "$/optional", "__proto__", "constructor", ""])(
  "the unknown method %j is refused",
  async (method) => {
    client.notify(method, { a: 1 });
    await expect(client.request(method, {})).rejects.toMatchObject({ code: -32601 });
    await isWell();
  },
);

const positional = [
  "textDocument/completion",
  "textDocument/hover",
  "textDocument/definition",
  "textDocument/references",
  "textDocument/documentHighlight",
  "textDocument/prepareRename",
  "textDocument/rename",
  "textDocument/prepareCallHierarchy",
];
const others = [
  "textDocument/diagnostic",
  "workspace/diagnostic",
  "textDocument/codeAction",
  "textDocument/codeLens",
  "textDocument/inlayHint",
  "textDocument/documentSymbol",
  "workspace/symbol",
  "callHierarchy/incomingCalls",
  "callHierarchy/outgoingCalls",
  "textDocument/foldingRange",
  "textDocument/selectionRange",
  "workspace/executeCommand",
];

test.each([...positional, ...others])("%s refuses parameters of wrong types", async (method) => {
  const wrong = [
    null,
    5,
    [],
    [1, 2, 3],
    {},
    { textDocument: null },
    { textDocument: { uri: 5 }, position: { line: 0, character: 0 } },
    { item: 7, query: {}, command: [], previousResultIds: 1 },
  ];
  for (const params of wrong) {
    // Not every one is wrong for every method: what matters is that there is an answer, and only a sound error.
    const code = await client.request(method, params).then(
      () => undefined,
      (error: { code: number }) => error.code,
    );
    expect([undefined, -32602, -32803]).toContain(code);
  }
  await isWell();
});

test.each(positional)("%s takes positions outside of the document", async (method) => {
  const numbers = [-1, -1e9, 0, 0.5, 1e6, 2 ** 31, 1e300, Number.MAX_SAFE_INTEGER];
  for (const line of numbers) {
    for (const character of [-5, 7, 1e9]) {
      const params = { textDocument: { uri }, position: { line, character }, newName: "x", context: {} };
      await client.request(method, params).catch((error: { code: number }) => expect(error.code).toBe(-32803));
    }
  }
  await isWell();
});

test("documents that are not open, not files, or nowhere have answers", async () => {
  for (const uri of [
    "untitled:Untitled-1",
    "file:///no/such/file.ts",
    "http://x/y.ts",
    "file://",
    "%%%",
    "",
    "file:///%ff%fe.ts",
  ]) {
    const position = { line: 0, character: 0 };
    for (const method of ["textDocument/hover", "textDocument/documentSymbol", "textDocument/diagnostic"]) {
      await client.request(method, { textDocument: { uri }, position });
    }
  }
  await isWell();
});

test("changes of documents that are not open, twice open, or of wrong types are survived", async () => {
  const other = pathToFileURL(path("other.ts")).href;
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
  const change = (uri: unknown, version: unknown, contentChanges: unknown) =>
    client.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
  change(other, 1, [{ range, text: "x" }]);
  change(other, 1, [{ text: dagText({ self: ["self"] }, "other") }]);
  await client.pushedTo(path("other.ts"), (list) => list.length === 1);
  client.open(path("other.ts"), dagText({ fine: [] }, "other"));
  await client.pushedTo(path("other.ts"), (list) => list.length === 0);
  for (const broken of [
    null,
    5,
    "x",
    [5],
    [{ range: 5, text: "x" }],
    [{ range, text: 5 }],
    [{ range: { start: {}, end: {} }, text: "" }],
  ]) {
    change(other, 3, broken);
  }
  change(5, 3, [{ text: "" }]);
  change(other, "nine", [
    { range: { start: { line: 9e9, character: 9e9 }, end: { line: -1, character: -1 } }, text: "" },
  ]);
  client.notify("textDocument/didOpen", { textDocument: { uri: other, languageId: 5, version: "x", text: 5 } });
  client.notify("textDocument/didOpen", 5);
  client.notify("textDocument/didClose", { textDocument: { uri: "file:///never/opened.ts" } });
  client.notify("textDocument/didClose", { textDocument: { uri: other } });
  client.notify("workspace/didChangeWatchedFiles", { changes: "all" });
  client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: 5 }, null] });
  client.notify("workspace/didRenameFiles", {});
  client.notify("workspace/didChangeWorkspaceFolders", { event: { added: 5, removed: [null, { uri: 7 }] } });
  client.notify("workspace/didChangeConfiguration", null);
  await isWell();
});

test("a document of 50 MB is taken, and others are answered for as before", async () => {
  const line = `export const value = dag.task("value", { requires: ["x"] }, () => 1);\n`;
  const began = performance.now();
  const huge = pathToFileURL(path("huge.ts")).href;
  const text = line.repeat(Math.ceil((50 * 1024 * 1024) / line.length));
  client.notify("textDocument/didOpen", { textDocument: { uri: huge, languageId: "typescript", version: 1, text } });
  const start = { line: 0, character: 0 };
  client.notify("textDocument/didChange", {
    textDocument: { uri: huge, version: 2 },
    contentChanges: [{ range: { start, end: start }, text: "//" }],
  });
  await client.request("textDocument/hover", { textDocument: { uri: huge }, position: { line: 100, character: 20 } });
  await isWell();
  client.notify("textDocument/didClose", { textDocument: { uri: huge } });
  await isWell();
  expect(performance.now() - began).toBeLessThan(30_000);
});

test("a nesting of ten thousand brackets is survived", async () => {
  client.open(
    path("deep.ts"),
    `import { Dag } from "orchex"; const d = new Dag("deep"); ${"[".repeat(10_000)} d.task(`,
  );
  await client.settle();
  client.notify("textDocument/didClose", { textDocument: { uri: pathToFileURL(path("deep.ts")).href } });
  await isWell();
});

test("a request before initialize is refused, and a second initialize too", async () => {
  const second = client.request("initialize", { processId: null, rootUri: null, capabilities: {} });
  await expect(second).rejects.toMatchObject({ code: -32600 });
  const early = LanguageClient.spawn();
  await expect(
    early.request("textDocument/hover", { textDocument: { uri }, position: { line: 0, character: 0 } }),
  ).rejects.toMatchObject({
    code: -32002,
  });
  early.child.kill();
});

test("initialize with parameters of wrong types is survived", async () => {
  const odd = LanguageClient.spawn();
  await odd.request("initialize", {
    processId: "x",
    rootUri: 5,
    workspaceFolders: [null, { uri: 5 }, {}],
    capabilities: { textDocument: [], workspace: 5 },
    initializationOptions: [{ live: "yes", commands: 5 }],
  });
  odd.notify("initialized", {});
  expect(await odd.request("workspace/symbol", { query: "" })).toEqual([]);
  await odd.stop();
});

test("the server ends when its input ends, and when it has been shut down", async () => {
  const left = await LanguageClient.start({ folders: [folder] });
  left.child.stdin.end();
  expect(await left.exited).toBe(1);
  const ended = await LanguageClient.start({ folders: [folder] });
  await ended.request("shutdown", undefined);
  ended.notify("exit", undefined);
  expect(await ended.exited).toBe(0);
});

test("the server ends when the process that started it dies, though its input stays open", async () => {
  const parent = spawn("sleep", ["60"]);
  const orphan = LanguageClient.spawn();
  await orphan.request("initialize", { processId: parent.pid, rootUri: null, capabilities: {} });
  parent.kill();
  await once(parent, "exit");
  expect(await orphan.exited).toBe(1);
});

test("nothing of all this was an exception", () => {
  expect(
    client.errors.filter(
      (line) =>
        !/^(didOpen|didChange|didClose): .*Invalid parameters|^Received message which is neither|^Notification \S+ defines/.test(
          line,
        ),
    ),
  ).toEqual([]);
  expect(client.stderr).toBe("");
});
