import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type * as Oniguruma from "vscode-oniguruma";
import type * as Textmate from "vscode-textmate";
import { builtinExtension } from "../support/vscode/builtinExtension.ts";
import { drawScopes } from "../support/vscode/drawScopes.ts";

const require = createRequire(import.meta.url);
const { Registry, INITIAL, parseRawGrammar } = require("vscode-textmate") as typeof Textmate;
const { loadWASM, OnigScanner, OnigString } = require("vscode-oniguruma") as typeof Oniguruma;

const ROOT = join(import.meta.dirname, "../..");
const INJECTION = join(ROOT, "syntaxes/orchex.injection.tmLanguage.json");

let typescript: Textmate.IGrammar;

beforeAll(async () => {
  const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const files: Readonly<Record<string, string>> = {
    "source.ts": builtinExtension("typescript-basics/syntaxes/TypeScript.tmLanguage.json"),
    "orchex.injection": INJECTION,
  };
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new OnigScanner(patterns),
      createOnigString: (text) => new OnigString(text),
    }),
    loadGrammar: (scope) => {
      const file = files[scope];
      return Promise.resolve(file === undefined ? null : parseRawGrammar(readFileSync(file, "utf8"), file));
    },
    getInjections: (scope) => (scope === "source.ts" ? ["orchex.injection"] : undefined),
  });
  const grammar = await registry.loadGrammar("source.ts");
  if (grammar === null) throw new Error("The editor has no grammar for TypeScript");
  typescript = grammar;
});

const drawn = (source: string) => drawScopes(typescript, INITIAL, source, (scope) => scope.endsWith(".orchex"));
const plain = (source: string) =>
  drawScopes(typescript, INITIAL, source, (scope) => /^(invalid|meta\.embedded)/.test(scope));

test("names of DAGs and tasks stand out of other strings", () => {
  expect(
    drawn(
      [
        'export const etl = new Dag("daily_etl", { timeout: "2h" });',
        "export const extract = etl.task('extract', async () => 1);",
        '@dag("by_class")',
        "class ByClass {",
        '  @task("first")',
        "  async one() {}",
        "}",
        'const other = call("daily_etl");',
      ].join("\n"),
    ),
  ).toMatchSnapshot();
});

test("what a task requires is told from what surrounds it, over several lines too", () => {
  expect(
    drawn(
      [
        'etl.task("load", { requires: [extract, "clean", `merge`], timeout: "1.5h", backoff: "500ms" }, run);',
        "etl.task({",
        "  requires: [",
        '    "extract", // the first',
        "    ...more,",
        "  ],",
        '  timeout: "five minutes",',
        "});",
        'const requires = ["not", "ours"];',
        'options.requires = ["nor", "this"];',
      ].join("\n"),
    ),
  ).toMatchSnapshot();
});

test("a name on a line of its own is one too, and what follows it is TypeScript", () => {
  expect(
    drawn(["etl.task(", '  "load",', "  { requires: [extract] },", '  () => "not this",', ");"].join("\n")),
  ).toMatchSnapshot();
});

test("the fields of a cron expression are numbers, and a wrong one is a plain string", () => {
  expect(drawn(['({ cron: "*/5 2 * * MON-FRI" });', '({ cron: "0 2 * *" });'].join("\n"))).toMatchSnapshot();
});

test("what follows a list of requirements is TypeScript again", () => {
  const after = typescript.tokenizeLine('etl.task("a", { requires: ["b"] }, async () => { const x = 1; });', INITIAL);
  const scopeOf = (text: string, line = 'etl.task("a", { requires: ["b"] }, async () => { const x = 1; });') =>
    after.tokens.find(({ startIndex, endIndex }) => line.slice(startIndex, endIndex) === text)?.scopes.at(-1);
  expect(scopeOf("const")).toBe("storage.type.ts");
  expect(scopeOf("async")).toBe("storage.modifier.async.ts");
});

test("nothing in strings, comments and regular expressions is taken for a declaration", () => {
  expect(
    drawn(
      [
        '// etl.task("no", { requires: ["no"] })',
        "const text = 'timeout: \"5m\"';",
        'const re = /requires: ["x"]/;',
      ].join("\n"),
    ),
  ).toBe("");
});

test("an example keeps its shape: nothing of it becomes invalid", () => {
  expect(plain(readFileSync(join(ROOT, "examples/etl/orders.ts"), "utf8"))).toBe("");
});
