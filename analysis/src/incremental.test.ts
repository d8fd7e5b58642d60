import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { SourceLocation } from "orchex/dag";
import { settle } from "../../test/support/analysed.ts";
import { createWorkspace, type SourceWorkspace } from "./createWorkspace.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const SOURCES = [
  "examples/etl/orders.ts",
  "examples/etl/nightly.ts",
  "runtime/src/declare/dagDecorator.test.ts",
  "runtime/src/declare/dag.test.ts",
  "runtime/src/dag/link.ts",
];

/** A program of several files in which everything hangs together. */
const PROGRAM: Readonly<Record<string, string>> = {
  "/p/dag.ts": `import { Dag } from "orchex";\nexport const etl = new Dag("etl");\nexport const other = new Dag("other");\n`,
  "/p/names.ts": `export const CLEAN = "clean";\nexport const LIMITS = { timeout: "5m" } as const;\nexport const REQ = ["extract", CLEAN];\n`,
  "/p/a.ts": `import { etl } from "./dag";\nimport { CLEAN, LIMITS } from "./names";\nexport const extract = etl.task("extract", async () => 1);\nexport const clean = etl.task(CLEAN, { requires: [extract], ...LIMITS }, ({ extract }) => extract);\n`,
  "/p/index.ts": `export * from "./a";\nexport { etl as flow } from "./dag";\n`,
  "/p/b.ts": `import { flow, extract } from "./index";\nimport { REQ } from "./names";\nflow.task("load", { requires: REQ }, ({ extract, clean }) => [extract, clean]);\nflow.task("report", { requires: ["load", extract] }, (inputs) => inputs.load);\n`,
  "/p/helper.ts": `import type { Dag } from "orchex";\nexport function add(dag: Dag) { dag.task("made", { requires: ["extract"] }, (i) => i); }\n`,
  "/p/c.ts": `import { etl, other } from "./dag";\nimport { add } from "./helper";\nadd(etl);\nother.task("x", { requires: ["extract"] }, (i) => i);\netl.task("y", { requires: ["made", "x"] }, (i) => i);\n`,
  "/p/base.ts": `import { task } from "orchex";\nexport class Base { @task extract() { return 1; } @task({ requires: ["extract"] }) clean({ extract }) { return extract; } }\n`,
  "/p/d.ts": `import { dag, task } from "orchex";\nimport { Base } from "./base";\n@dag("daily") export class Daily extends Base { @task({ requires: ["clean"] }) load({ clean }) { return clean; } }\n`,
  "/p/outer.ts": `import type { Dag } from "orchex";\nimport { add } from "./helper";\nimport { etl } from "./dag";\nexport enum Step { One = "one" }\nexport function outer(dag: Dag, on = "late") { add(dag); dag.task(\`\${on}-\${Step.One}\`, () => 1); }\nexport function register() { etl.task("registered", () => 1); }\n`,
  "/p/flow.ts": `import { Dag } from "orchex";\nimport { register, outer, Step } from "./outer";\nclass Flow extends Dag { first = this.task("first", () => 1); constructor(name: string) { super(\`flow-\${name}\`); if (name) this.task("maybe", () => 1); } }\nexport const flow = new Flow("one");\nouter(flow);\nregister();\nflow.task("last", { requires: [flow.first, "late-one", Step.One] }, (i) => i);\n`,
};

const originals = new Map([
  ...Object.entries(PROGRAM),
  ...SOURCES.map((path) => [`/s/${path}`, readFileSync(root + path, "utf8")] as const),
]);
const files = [...originals.keys()];
const WORDS = [
  "extract",
  "clean",
  "load",
  "x",
  "etl",
  `"`,
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  ",",
  "\n",
  ";",
  "`",
  "//",
  "/*",
  "😀",
  "requires: [",
  "export ",
  "@task() m() {}",
  `etl.task("n", () => 1);`,
];

/** Some edit of some file: a cut, a word, a copy of another part, the file gone or as it was. */
const edits = fc.array(
  fc.record({
    file: fc.nat({ max: files.length - 1 }),
    kind: fc.constantFrom("cut", "cut", "word", "word", "word", "copy", "gone", "original"),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat({ max: 40 }),
    word: fc.constantFrom(...WORDS),
  }),
  { minLength: 1, maxLength: 25 },
);
type Edit = typeof edits extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

function edited(text: string | null, original: string, { kind, at, length, word }: Edit): string | null {
  const now = text ?? original;
  const start = Math.floor(at * now.length);
  switch (kind) {
    case "cut":
      return now.slice(0, start) + now.slice(start + length);
    case "word":
      return now.slice(0, start) + word + now.slice(start);
    case "copy":
      return now + now.slice(start, start + 3 * length);
    case "gone":
      return null;
    case "original":
      return original;
  }
}

/** Everything that a workspace says. */
function said(workspace: SourceWorkspace): unknown {
  const problems = workspace.files().map((file) => [file, workspace.problems(file)]);
  const inFiles = files.map((file) => workspace.inFile(file).tasks);
  return JSON.parse(
    JSON.stringify({ dags: workspace.dags(), problems: problems.filter(([, list]) => list?.length), inFiles }),
  );
}

function* locationsOf(value: unknown): Iterable<SourceLocation> {
  if (typeof value !== "object" || value === null) return;
  if ("file" in value && "start" in value) yield value as SourceLocation;
  for (const inner of Object.values(value)) yield* locationsOf(inner);
}

function expectValid(location: SourceLocation, texts: ReadonlyMap<string, string | null>): void {
  const lines = texts.get(location.file)?.split(/\r\n?|\n/) ?? [];
  const { start, end } = location;
  const isInOrder = start.line < end.line || (start.line === end.line && start.character <= end.character);
  const isInside =
    start.character <= (lines[start.line]?.length ?? -1) && end.character <= (lines[end.line]?.length ?? -1);
  expect({ location, isInOrder, isInside }).toEqual({ location, isInOrder: true, isInside: true });
}

test("after any edits the workspace says what a new one says, in places that are there", { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(edits, fc.boolean(), (list, settles) => {
      const texts = new Map<string, string | null>(originals);
      const workspace = createWorkspace();
      workspace.setAll(texts);
      settle(workspace);
      for (const edit of list) {
        const file = files[edit.file] ?? "";
        const text = edited(texts.get(file) ?? null, originals.get(file) ?? "", edit);
        texts.set(file, text);
        workspace.set(file, text);
        if (settles) settle(workspace);
        for (const location of locationsOf([workspace.problems(file), workspace.inFile(file)]))
          expectValid(location, texts);
        const position = { line: Math.floor(edit.at * 40), character: edit.length };
        workspace.completionAt(file, position);
        workspace.occurrenceAt(file, position);
      }
      // What is broken remembers how it was, which a new workspace cannot.
      for (const file of files) {
        if (workspace.exportFacts(file)?.facts.hasErrors !== true) continue;
        texts.set(file, originals.get(file) ?? "");
        workspace.set(file, texts.get(file) ?? null);
      }
      settle(workspace);
      const fresh = createWorkspace();
      fresh.setAll(texts);
      settle(fresh);
      expect(said(workspace)).toEqual(said(fresh));
    }),
    { numRuns: 25 },
  );
});

test("what changed is told: a file that is not named says what it said", () => {
  fc.assert(
    fc.property(edits, (list) => {
      const workspace = createWorkspace();
      workspace.setAll(originals);
      const shown = new Map(files.map((file) => [file, JSON.stringify(workspace.problems(file))]));
      for (const edit of list) {
        const file = files[edit.file] ?? "";
        const change = workspace.set(file, edited(originals.get(file) ?? "", originals.get(file) ?? "", edit));
        for (const one of files) {
          const now = JSON.stringify(workspace.problems(one));
          expect([one, change.files.has(one)]).toEqual([one, now !== shown.get(one)]);
          shown.set(one, now);
        }
      }
    }),
    { numRuns: 30 },
  );
});

test("typing inside a body links nothing", () => {
  const workspace = createWorkspace();
  workspace.setAll(originals);
  settle(workspace);
  const file = "/p/b.ts";
  const text = originals.get(file) ?? "";
  const before = workspace.work;
  let typed = "";
  for (const letter of "const sum = { a: [1, 2] }; /* requires */") {
    typed += letter;
    workspace.set(file, text.replace("=> inputs.load", `=> { ${typed}\n return inputs.load; }`));
    settle(workspace);
  }
  expect(workspace.work.linked).toBe(before.linked);
  expect(workspace.work.parsed).toBeGreaterThan(before.parsed);
});

test("an edit links the DAGs that it touches and no other", () => {
  const workspace = createWorkspace();
  workspace.setAll(originals);
  const before = workspace.work.linked;
  const text = originals.get("/p/b.ts") ?? "";
  expect(workspace.set("/p/b.ts", text.replace(`"load", extract`, `"load"`)).dags).toEqual(new Set(["etl"]));
  expect(workspace.work.linked).toBe(before + 1);
  expect(workspace.set("/p/b.ts", `// moved\n${text.replace(`"load", extract`, `"load"`)}`).dags).toEqual(new Set());
  expect(workspace.work.linked).toBe(before + 1);
  expect(workspace.set("/p/names.ts", `export const CLEAN = "cleaned";\n`).dags).toEqual(new Set(["etl"]));
});
