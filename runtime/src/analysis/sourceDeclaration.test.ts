import { expect, test } from "vitest";
import type { DagDeclaration } from "../dag/model.ts";
import type { CheckedDag, CheckedTask, SourceAnalysis } from "./sourceAnalysis.ts";
import { sourceDeclaration } from "./sourceDeclaration.ts";

const location = { file: "/p/etl.ts", start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };

test("a loaded DAG gets the hashes of its source", async () => {
  const { declaration, differences } = await read([task("a"), task("b", ["a"])], [task("a"), task("b", ["a"])]);
  expect(declaration.tasks.map(({ signature, code }) => [signature, code])).toEqual([
    ["s-a", "c-a"],
    ["s-b", "c-b"],
  ]);
  expect(differences).toEqual([]);
});

test("what the module and its source say differently is named", async () => {
  const { differences } = await read([task("a"), task("b"), task("made")], [task("a"), task("b", ["a"]), task("far")]);
  expect(differences).toEqual([
    "Task 'b' requires nothing when its module is loaded; its source says 'a'.",
    "Task 'far' is declared in a module that the DAG's module does not import, so it is not in the snapshot. Import it, or add it to `modules` in orchex.config.",
    "Task 'made' is declared when the module is loaded, but its source does not show it.",
  ]);
});

test("what cannot be known from the source is no difference", async () => {
  const { differences } = await read([task("a", ["made"]), task("made")], [task("a")], { complete: false });
  expect(differences).toEqual([]);
});

test("a DAG of the same name in another file is another DAG", async () => {
  const { declaration } = await read([task("a")], [task("a")], { location: { ...location, file: "/p/other.ts" } });
  expect(declaration.tasks[0]?.code).toBeUndefined();
});

test("without the analysis the declaration stays as it is", async () => {
  const declaration: DagDeclaration = { name: "etl", location, tasks: [] };
  expect(await sourceDeclaration(declaration, () => Promise.resolve(null))).toEqual({
    declaration,
    differences: [],
  });
});

function task(name: string, requires: readonly string[] = []): CheckedTask {
  return { name, location, requires, upstream: 0, downstream: 0, signature: `s-${name}`, code: `c-${name}` };
}

async function read(loaded: readonly CheckedTask[], source: readonly CheckedTask[], dag: Partial<CheckedDag> = {}) {
  const declaration: DagDeclaration = {
    name: "etl",
    location,
    tasks: loaded.map(({ name, requires }) => ({ name, policy: {}, requires: requires.map((name) => ({ name })) })),
  };
  const analysis: SourceAnalysis = {
    checkSources: ({ paths }) => {
      expect(paths).toEqual(["/p/etl.ts"]);
      return Promise.resolve({
        problems: [],
        dags: [{ name: "etl", location, complete: true, tasks: source, ...dag }],
      });
    },
  };
  return await sourceDeclaration(declaration, () => Promise.resolve(analysis));
}
