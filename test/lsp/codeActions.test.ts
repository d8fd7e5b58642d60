import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { CodeAction } from "vscode-languageserver/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EditedText } from "../support/editedText.ts";
import { scratchFolder } from "../support/scratch.ts";
import { LanguageClient } from "../support/languageClient.ts";

/**
 * Each program begins with the title of the action that is wanted at its cursor; `name.golden.ts` is what it makes of the
 * program. UPDATE_GOLDEN=1 writes the golden files.
 */
const FOLDER = fileURLToPath(new URL("../fixtures/broken/code-actions/", import.meta.url));
const CURSOR = "/*^*/";
const names = readdirSync(FOLDER)
  .filter((name) => !name.endsWith(".golden.ts"))
  .map((name) => name.replace(/\.ts$/, ""));

const { folder, remove } = scratchFolder("code-actions");
let client: LanguageClient;
beforeAll(async () => {
  client = await LanguageClient.start({ folders: [folder] });
});
afterAll(async () => {
  await client.stop();
  expect(client.errors).toEqual([]);
  remove();
});

async function actionsIn(name: string) {
  const marked = readFileSync(join(FOLDER, `${name}.ts`), "utf8");
  const [title = "", ...rest] = marked.split("\n");
  const program = rest.join("\n");
  const text = program.replace(CURSOR, "");
  const uri = client.open(join(folder, `${name}.ts`), text);
  const document = new EditedText(text);
  const position = document.positionAt(program.indexOf(CURSOR));
  const diagnostics = await client.pushedTo(join(folder, `${name}.ts`), (list) => list.length > 0);
  const actions = await client.request<CodeAction[]>("textDocument/codeAction", {
    textDocument: { uri },
    range: { start: position, end: position },
    context: { diagnostics },
  });
  client.notify("textDocument/didClose", { textDocument: { uri } });
  return { actions, wanted: title.replace("// ", ""), document, uri };
}

test.each(names)("%s", async (name) => {
  const { actions, wanted, document, uri } = await actionsIn(name);
  expect(actions.map(({ title }) => title)).toContain(wanted);
  const action = actions.find(({ title }) => title === wanted);
  const after = document.edited(action?.edit?.changes?.[uri] ?? []).text;
  const golden = join(FOLDER, `${name}.golden.ts`);
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(golden, after);
  expect(after).toBe(readFileSync(golden, "utf8"));
});

test("every fix is a quick fix, tied to the diagnostic that it mends, and the likeliest is preferred", async () => {
  const { actions } = await actionsIn("did-you-mean");
  expect(
    actions.map(({ kind, isPreferred, diagnostics }) => [kind, isPreferred ?? false, diagnostics?.[0]?.code]),
  ).toEqual([
    ["quickfix", true, "task.unknown-requirement"],
    ["quickfix", false, "task.unknown-requirement"],
    ["quickfix", false, "task.unknown-requirement"],
  ]);
});

test("a sound place has no fixes", async () => {
  const uri = pathToFileURL(join(folder, "nothing.ts")).href;
  const position = { line: 0, character: 0 };
  const params = { textDocument: { uri }, range: { start: position, end: position }, context: { diagnostics: [] } };
  expect(await client.request("textDocument/codeAction", params)).toEqual([]);
});
