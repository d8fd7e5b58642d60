import { expect, test } from "vitest";
import { drawnProblems } from "../../test/support/analysed.ts";
import { createWorkspace, type SourceWorkspace } from "./createWorkspace.ts";

const DAG = "/project/dag.ts";
const TEXT = `import { Dag } from "orchex";
export const etl = new Dag("etl");
export const extract = etl.task("extract", async () => 1);
export const clean = etl.task("clean", { requires: [extract] }, ({ extract }) => extract);
export const load = etl.task("load", { requires: ["clean"] }, ({ clean }) => clean);
`;
const USE = "/project/use.ts";
const USING = `import { etl, load } from "./dag";
etl.task("report", { requires: [load, "extract"] }, (inputs) => inputs);
`;

function opened(): SourceWorkspace {
  const workspace = createWorkspace();
  workspace.setAll([
    [DAG, TEXT],
    [USE, USING],
  ]);
  return workspace;
}

function names(workspace: SourceWorkspace): readonly (string | null)[] {
  return workspace.dags().flatMap(({ tasks }) => tasks.map(({ name }) => name));
}

/** What is said after a part of the text was replaced. */
function after(workspace: SourceWorkspace, part: string, by: string): string {
  const text = TEXT.replace(part, by);
  expect(text).not.toBe(TEXT);
  workspace.set(DAG, text);
  return drawnProblems(
    workspace,
    new Map([
      [DAG, text],
      [USE, USING],
    ]),
  );
}

test.each([
  ["a string that is not closed", `"extract", async`, `"extract, async`],
  ["an object that is not closed", `{ requires: [extract] }`, `{ requires: [extract]`],
  ["an array that is not closed", `[extract]`, `[extract`],
  ["a body that is opened", `async () => 1`, `async () => {`],
  ["a template that is not closed", `async () => 1`, "async () => `"],
  ["a comment that is not closed", `async () => 1);`, "async () => /* 1);"],
  ["an import that is being typed", `import { Dag } from "orchex";`, `import { a\nimport { Dag } from "orchex";`],
  ["an import without its source", `import { Dag } from "orchex";`, `import { Dag } from`],
  ["a declaration that is being typed", `export const clean`, `export const\nexport const clean`],
  ["a class that is being typed", `export const clean`, `@dag("x") class {\nexport const clean`],
])("%s hides no task and makes no storm", (_, part, by) => {
  const workspace = opened();
  expect(after(workspace, part, by)).toBe("");
  expect(names(workspace)).toEqual(expect.arrayContaining(["extract", "clean", "load", "report"]));
});

test("what vanished while the code was broken is gone when it is whole again", () => {
  const workspace = opened();
  after(workspace, `"extract", async`, `"extract, async`);
  expect(after(workspace, TEXT.split("\n")[4] ?? "", "")).toMatchInlineSnapshot(`
    "use.ts
    etl.task("report", { requires: [load, "extract"] }, (inputs) => inputs);
                                    ~~~~ information task.unresolved"
  `);
  expect(names(workspace)).toEqual(["extract", "clean", "report"]);
});

test("a task that is taken out of broken code is gone at once", () => {
  const workspace = opened();
  const broken = `${TEXT}etl.task("more", { requires: [`;
  workspace.set(DAG, broken);
  workspace.set(DAG, broken.replace(/export const load.*\n/, ""));
  expect(names(workspace)).not.toContain("load");
});

test("a task that is renamed in broken code has one name", () => {
  const workspace = opened();
  const broken = `${TEXT}etl.task("more", { requires: [`;
  workspace.set(DAG, broken);
  workspace.set(DAG, broken.replace(`"load"`, `"loads"`));
  expect(names(workspace).filter((name) => name?.startsWith("load"))).toEqual(["loads"]);
});

test("places move with the text while it is broken", () => {
  const workspace = opened();
  const broken = `// one line more\n${TEXT}`.replace(`"extract", async`, `"extract, async`);
  workspace.set(DAG, TEXT.replace(`"extract", async`, `"extract, async`));
  workspace.set(DAG, broken);
  const task = workspace.inFile(DAG).tasks.find(({ name }) => name === "load");
  expect(task?.nameLocation.start).toEqual({ line: 5, character: 30 });
});

test("names do not matter that a minified, a huge or a nested file would have", () => {
  const workspace = opened();
  const change = workspace.setAll([
    ["/project/min.js", `const e=new (require("orchex").Dag)("m");${"e.task('x',()=>1);".repeat(3_000)}`],
    ["/project/huge.ts", `import { Dag } from "orchex";\n${`const x = new Dag("huge");\n`.repeat(400_000)}`],
    [
      "/project/deep.ts",
      `import { Dag } from "orchex";\nconst x = ${"[".repeat(20_000)}new Dag("deep")${"]".repeat(20_000)};\n`,
    ],
    [
      "/project/calls.ts",
      `import { Dag } from "orchex";\nconst x = ${"f(".repeat(3_000)}new Dag("deep")${")".repeat(3_000)};\n`,
    ],
  ]);
  expect(change.files.size).toBe(0);
  expect(workspace.dags().map(({ name }) => name)).toEqual(["etl"]);
});
