import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { WorkspaceOptions } from "orchex-analysis";
import { expect, test } from "vitest";

type TypeScript = ReturnType<NonNullable<WorkspaceOptions["typescript"]>>;
type Node = Parameters<TypeScript["forEachChild"]>[0];
interface Parsed {
  readonly parseDiagnostics: readonly Record<"code" | "start" | "length" | "messageText", unknown>[];
}

const require = createRequire(import.meta.url);
const compiler = require("../../server/dist/typescript.cjs") as TypeScript;
const parser = require("../../server/dist/parser.cjs") as TypeScript;

const root = fileURLToPath(new URL("../../", import.meta.url));
const sources = ["analysis/src", "studio/src", "examples"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /(?<!\.d)\.(?:tsx?|mjs)$/.test(file) && !file.includes("node_modules"))
    .map((file) => join(folder, file)),
);

/** Every node and where it stands, and what is wrong: all that the analysis may look at. */
function drawn(typescript: TypeScript, name: string, text: string): readonly unknown[] {
  const options = {
    languageVersion: typescript.ScriptTarget.ESNext,
    jsDocParsingMode: typescript.JSDocParsingMode.ParseNone,
  };
  const kind = name.endsWith("x") ? typescript.ScriptKind.TSX : typescript.ScriptKind.TS;
  const file = typescript.createSourceFile(name, text, options, false, kind);
  const nodes: unknown[] = [];
  const visit = (node: Node): void => {
    const { text } = node as Node & { readonly text?: string };
    nodes.push(`${node.kind} ${node.pos} ${node.getStart(file)} ${node.end} ${node.flags} ${text ?? ""}`);
    typescript.forEachChild(node, visit);
  };
  visit(file);
  // The parser's own list is no part of the compiler's public types.
  const { parseDiagnostics } = file as typeof file & Parsed;
  const wrong = parseDiagnostics.map(({ code, start, length, messageText }) => [code, start, length, messageText]);
  return [...nodes, ...wrong];
}

test.each([
  ["whole", 1],
  ["cut off in the middle", 0.5],
  ["cut off near the end", 0.93],
])("the parser of the bundle sees sources as the whole compiler does: %s", (_, part) => {
  expect(sources.length).toBeGreaterThan(100);
  const differing = sources.filter((name) => {
    const whole = readFileSync(join(root, name), "utf8");
    const text = whole.slice(0, Math.floor(whole.length * part));
    return JSON.stringify(drawn(parser, name, text)) !== JSON.stringify(drawn(compiler, name, text));
  });
  expect(differing).toEqual([]);
});
