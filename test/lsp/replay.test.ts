import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { dagFolder } from "../support/dagFolder.ts";
import { LanguageClient } from "../support/languageClient.ts";
import { randomSequence } from "../support/randomEdit.ts";

/** A day of somebody who types a letter every ten seconds without ever sleeping. ORCHEX_REPLAY_EDITS=60480 is a week. */
const EDITS = Number(process.env["ORCHEX_REPLAY_EDITS"] ?? 8_640);
/** What the second half of it may add: the garbage collector lets a heap grow and shrink by so much. */
const ALLOWED_MB = 24;
const FILES = 40;

const name = (file: number, task: number) => `task${file}_${task}`;
const source = (file: number) =>
  [
    'import { Dag } from "orchex";',
    `export const dag = new Dag("dag${file}");`,
    ...Array.from({ length: 20 }, (_, task) => {
      const requires = task === 0 ? [] : [name(file, Math.floor(task / 2))];
      return `export const ${name(file, task)} = dag.task("${name(file, task)}", { requires: ${JSON.stringify(requires)} }, (inputs) => {\n  return JSON.stringify(inputs);\n});`;
    }),
    "",
  ].join("\n");

const { folder, path, remove } = dagFolder(
  Object.fromEntries(Array.from({ length: FILES }, (_, file) => [`dag${file}.ts`, source(file)])),
);
afterAll(remove);

test(`${EDITS} keystrokes leave the server as it was, and no larger`, async () => {
  const client = await LanguageClient.start({ folders: [folder] });
  const random = randomSequence(3);
  let typed = 0;
  let early = 0;
  let late = 0;
  while (typed < EDITS) {
    typed += await typeATask(client, Math.floor(random() * FILES), random);
    const resident = residentMb(client);
    if (typed < EDITS / 2) early = Math.max(early, resident);
    else late = Math.max(late, resident);
  }
  expect(late - early).toBeLessThan(ALLOWED_MB);
  await client.settle();
  expect([...client.pushed.values()].flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
  expect(client.errors).toEqual([]);
  expect(client.stderr).toBe("");
  await client.stop();
}, 3_600_000);

/** Opens a file, types a task letter by letter with a typo that is mended, looks around, and takes it all back. */
async function typeATask(client: LanguageClient, file: number, random: () => number): Promise<number> {
  const at = path(`dag${file}.ts`);
  const uri = client.open(at, source(file));
  const line = source(file).split("\n").length - 1;
  const required = name(file, Math.floor(random() * 20));
  const text = `export const extra = dag.task("extra", { requires: ["${required}"] }, (inputs) => inputs["${required}"]);\n`;
  let version = 1;
  let character = 0;
  const change = (range: object, text: string) => client.change(at, ++version, [{ range, text }]);
  for (const letter of text.trimEnd()) {
    const start = { line, character };
    if (random() < 0.05) {
      change({ start, end: start }, "q");
      change({ start, end: { line, character: character + 1 } }, "");
    }
    change({ start, end: start }, letter);
    character++;
    await client.request("textDocument/documentHighlight", { textDocument: { uri }, position: start });
    if (character % 40 === 0) {
      const position = { line, character };
      await client.request("textDocument/completion", { textDocument: { uri }, position });
      await client.request("textDocument/hover", { textDocument: { uri }, position });
    }
  }
  await client.request("textDocument/codeLens", { textDocument: { uri } });
  await client.request("textDocument/documentSymbol", { textDocument: { uri } });
  change({ start: { line, character: 0 }, end: { line, character } }, "");
  client.notify("textDocument/didSave", { textDocument: { uri } });
  client.notify("textDocument/didClose", { textDocument: { uri } });
  client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri, type: 2 }] });
  return version - 1;
}

/** What the kernel says that the server holds; where there is no /proc nothing can be said. */
function residentMb(client: LanguageClient): number {
  try {
    const status = readFileSync(`/proc/${client.child.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
