import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { createWorkspace } from "orchex-analysis";
import type { Diagnostic, WorkspaceDiagnosticReport } from "vscode-languageserver/node";
import { afterAll, expect, test } from "vitest";
import { EditedText } from "../support/editedText.ts";
import { LanguageClient } from "../support/languageClient.ts";
import { randomEdit, randomSequence } from "../support/randomEdit.ts";
import { scratchFolder } from "../support/scratch.ts";

/** ORCHEX_FUZZ_EDITS=20000 ORCHEX_FUZZ_SEED=7 fuzzes longer, and elsewhere. */
const EDITS = Number(process.env["ORCHEX_FUZZ_EDITS"] ?? 600);
const SEED = Number(process.env["ORCHEX_FUZZ_SEED"] ?? 1);
const EDITS_PER_FILE = 20;
/** What hangs is what this is about: a machine that does much else at once is given more time. */
const SLOWEST_MS = process.env["CI"] === undefined ? 1000 : 5000;

const root = fileURLToPath(new URL("../../", import.meta.url));
const { folder, remove } = scratchFolder("fuzz");
afterAll(remove);

cpSync(join(root, "examples"), join(folder, "examples"), {
  recursive: true,
  filter: (path) => !path.includes("node_modules") && !path.includes(".generated."),
});
cpSync(join(root, "runtime/src"), join(folder, "runtime/src"), { recursive: true });
cpSync(join(root, "test/fixtures/cli"), join(folder, "cli"), { recursive: true });
cpSync(join(root, "test/fixtures/broken/code-actions"), join(folder, "wrong"), { recursive: true });
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.[cm]?tsx?$/.test(name) && !name.endsWith(".d.ts"))
  .map((name) => join(folder, name))
  .sort();
const texts = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
// Half of the edits go where DAGs are: a file of ours is one that mentions the package and a task.
const ours = files.filter((file) => /from "orchex"/.test(texts.get(file) ?? "") && /task/.test(texts.get(file) ?? ""));

test(`${EDITS} half-typed edits are answered soundly and soon, and leave no trace`, async () => {
  const capabilities = {
    textDocument: { diagnostic: {}, documentSymbol: { hierarchicalDocumentSymbolSupport: true } },
  };
  const client = await LanguageClient.start({ folders: [folder], capabilities });
  const random = randomSequence(SEED);
  const wanted = wrongWhenReadAnew(texts);
  expect(await untilSame(client, wanted)).toEqual(wanted);
  for (let edits = 0; edits < EDITS; edits += EDITS_PER_FILE) {
    const from = random() < 0.7 ? ours : files;
    await mangle(client, from[Math.floor(random() * from.length)] ?? "", random);
  }
  expect(await untilSame(client, wanted)).toEqual(wanted);
  expect(client.errors).toEqual([]);
  expect(client.warnings).toEqual([]);
  expect(client.stderr).toBe("");
  await client.stop();
  expect(wanted.length).toBeGreaterThan(5);
}, 600_000);

async function mangle(client: LanguageClient, file: string, random: () => number): Promise<void> {
  const original = texts.get(file) ?? "";
  const uri = client.open(file, original);
  let document = new EditedText(original);
  const story: string[] = [];
  for (let edit = 0; edit < EDITS_PER_FILE; edit++) {
    const { from, to, text } = randomEdit(document.text, random);
    const range = { start: document.positionAt(from), end: document.positionAt(to) };
    story.push(`${from}-${to} ${JSON.stringify(text)}`);
    document = document.edited([{ range, newText: text }]);
    client.change(file, edit + 2, [{ range, text }]);
    try {
      await askEverything(client, { uri, document }, random);
    } catch (error) {
      throw new Error(`${file} after ${story.join(", ")} (seed ${SEED}): ${String(error)}`, { cause: error });
    }
  }
  client.change(file, EDITS_PER_FILE + 2, [{ text: original }]);
  client.notify("textDocument/didClose", { textDocument: { uri } });
}

interface OpenText {
  readonly uri: string;
  readonly document: EditedText;
}

async function askEverything(client: LanguageClient, open: OpenText, random: () => number): Promise<void> {
  const { uri, document } = open;
  const textDocument = { uri };
  const position = document.positionAt(Math.floor(random() * (document.text.length + 1)));
  const everywhere = { start: { line: 0, character: 0 }, end: document.positionAt(document.text.length) };
  const context = { diagnostics: [], includeDeclaration: true };
  const questions: readonly (readonly [string, object])[] = [
    ["textDocument/diagnostic", { textDocument }],
    ["textDocument/completion", { textDocument, position }],
    ["textDocument/hover", { textDocument, position }],
    ["textDocument/definition", { textDocument, position }],
    ["textDocument/references", { textDocument, position, context }],
    ["textDocument/documentHighlight", { textDocument, position }],
    ["textDocument/rename", { textDocument, position, newName: "it's 🚀" }],
    ["textDocument/codeAction", { textDocument, range: everywhere, context }],
    ["textDocument/codeLens", { textDocument }],
    ["textDocument/inlayHint", { textDocument, range: everywhere }],
    ["textDocument/documentSymbol", { textDocument }],
    ["textDocument/foldingRange", { textDocument }],
    ["textDocument/selectionRange", { textDocument, positions: [position] }],
    ["textDocument/prepareCallHierarchy", { textDocument, position }],
    ["workspace/symbol", { query: "ex" }],
  ];
  for (const [method, params] of questions) {
    const answer = await timely(client, method, params);
    checkRanges(answer, open, method);
  }
}

/** Slow twice is slow: once may be another process's doing. */
async function timely(client: LanguageClient, method: string, params: object): Promise<unknown> {
  for (let attempt = 0; ; attempt++) {
    const began = performance.now();
    const answer = await client.request(method, params).catch((error: { code: number; message: string }) => {
      // A refusal to rename, with its reason.
      if (error.code !== -32803) throw new Error(`${method}: ${error.message}`);
      return null;
    });
    const took = performance.now() - began;
    if (took <= SLOWEST_MS) return answer;
    if (attempt === 1) throw new Error(`${method} took ${Math.round(took)} ms`);
  }
}

/** Every range in an answer that is about the document lies in it, the right way round, and splits no character. */
function checkRanges(answer: unknown, { uri: opened, document }: OpenText, method: string): void {
  const visit = (value: unknown, uri: string): void => {
    if (Array.isArray(value)) return value.forEach((item) => visit(item, uri));
    if (typeof value !== "object" || value === null) return;
    const record = value as Record<string, unknown>;
    const inside = typeof record["uri"] === "string" ? record["uri"] : uri;
    if (typeof record["targetUri"] === "string" && record["targetUri"] !== opened) return;
    if (isRange(record)) {
      if (inside === opened && !isSound(record, document))
        throw new Error(`${method}: no range ${JSON.stringify(record)}`);
      return;
    }
    for (const [key, item] of Object.entries(record)) visit(item, key.startsWith("file:") ? key : inside);
  };
  visit(answer, method === "workspace/symbol" ? "" : opened);
}

interface Place {
  readonly line: number;
  readonly character: number;
}

function isRange(value: Record<string, unknown>): value is Record<string, unknown> & { start: Place; end: Place } {
  return isPlace(value["start"]) && isPlace(value["end"]);
}

function isPlace(value: unknown): value is Place {
  return typeof value === "object" && value !== null && "line" in value && "character" in value;
}

function isSound({ start, end }: { start: Place; end: Place }, document: EditedText): boolean {
  const [from, to] = [document.offsetAt(start), document.offsetAt(end)];
  const isExact = [start, end].every((place) => {
    const back = document.positionAt(document.offsetAt(place));
    return back.line === place.line && back.character === place.character;
  });
  const splits = (offset: number) => /[\ud800-\udbff]$/.test(document.text.slice(offset - 1, offset));
  return isExact && from <= to && !splits(from) && !splits(to);
}

type Wrong = readonly (readonly [uri: string, problems: readonly string[]])[];

/** What is wrong when all files are read anew and looked at to the end, without any server. */
function wrongWhenReadAnew(texts: ReadonlyMap<string, string>): Wrong {
  const workspace = createWorkspace();
  workspace.setAll(texts);
  while (workspace.idle(1000) !== null);
  return [...texts.keys()].flatMap((file) => {
    const problems = workspace.problems(file).map(({ code, location }) => `${code} ${JSON.stringify(location?.start)}`);
    return problems.length === 0 ? [] : [[pathToFileURL(file).href, problems] as const];
  });
}

/** Asks until the server says the same, which it does when it has looked at everything; else answers what it does say. */
async function untilSame(client: LanguageClient, wanted: Wrong): Promise<Wrong> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const found = await wrongEverywhere(client);
    if (isDeepStrictEqual(found, wanted) || performance.now() > deadline) return found;
  }
}

async function wrongEverywhere(client: LanguageClient): Promise<Wrong> {
  const report = await client.request<WorkspaceDiagnosticReport>("workspace/diagnostic", { previousResultIds: [] });
  return report.items
    .flatMap((item) =>
      item.kind === "full" && item.items.length > 0 ? [[item.uri, item.items.map(shown)] as const] : [],
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function shown({ code, range }: Diagnostic): string {
  return `${code} ${JSON.stringify(range.start)}`;
}

test("edits that leave sound code are judged as if the files had been read anew", async () => {
  const file = join(folder, "examples/etl/orders.ts");
  const random = randomSequence(SEED + 1);
  const client = await LanguageClient.start({ folders: [folder], capabilities: { textDocument: { diagnostic: {} } } });
  const now = new Map(texts);
  client.open(file, texts.get(file) ?? "");
  for (let version = 2; version < 14; version++) {
    const text = swapNames(now.get(file) ?? "", random);
    now.set(file, text);
    client.change(file, version, [{ text }]);
    const wanted = wrongWhenReadAnew(now);
    expect(await untilSame(client, wanted)).toEqual(wanted);
  }
  await client.stop();
}, 300_000);

/** Exchanges two of the file's names somewhere: still a program, but another DAG. */
function swapNames(text: string, random: () => number): string {
  const names = [...text.matchAll(/(?<=requires: \[[^\]]*)"?\b(extract|parse|totals|largest|load)\b"?/g)];
  const one = names[Math.floor(random() * names.length)];
  if (one === undefined) return text;
  const others = ['"load"', '"extract"', '"totls"', "parse", "largest"];
  const other = others[Math.floor(random() * others.length)] ?? "parse";
  return text.slice(0, one.index) + other + text.slice(one.index + one[0].length);
}

test("the fuzzer edits what matters", () => {
  expect(ours.length).toBeGreaterThan(5);
  expect(ours.map((file) => pathToFileURL(file).href).join()).toContain("examples/etl/orders.ts");
});
