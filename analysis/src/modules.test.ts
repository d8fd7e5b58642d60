import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { markedProgram } from "../../test/support/markedProgram.ts";
import { analysed, graphsOf, settle } from "../../test/support/analysed.ts";
import { createWorkspace, type SourceWorkspace } from "./createWorkspace.ts";
import { discover } from "./discover.ts";

let folder: string;
const tree = [
  "a.ts",
  "b.test.tsx",
  "c.cjs",
  "types.d.ts",
  "lib.min.js",
  "readme.md",
  "package.json",
  "sub/tsconfig.json",
  "sub/x.mts",
  "node_modules/y/index.js",
  ".hidden/z.ts",
  "dist/out.js",
];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "orchex-discover-"));
  for (const file of tree) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), "");
  }
  symlinkSync(folder, join(folder, "sub/loop"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function found(options?: Parameters<typeof discover>[1]): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const file of discover(folder, options)) files.push(relative(folder, file).replaceAll("\\", "/"));
  return files;
}

test("a workspace is made of what people write", async () => {
  expect(await found()).toEqual([
    "a.ts",
    "b.test.tsx",
    "c.cjs",
    "package.json",
    "dist/out.js",
    "sub/tsconfig.json",
    "sub/x.mts",
  ]);
  expect(await found({ excluded: ["dist", "sub"], most: 2 })).toEqual(["a.ts", "b.test.tsx"]);
  expect(await found({ excluded: ["dist", "sub"] })).toHaveLength(4);
});

test("imports through tsconfig paths, packages of the workspace and #imports", () => {
  expect(
    graphsOf(`
//- tsconfig.base.json
{ // paths of everybody
  "compilerOptions": { "baseUrl": ".", "paths": { "@flows/*": ["./packages/flows/src/*"], "the-dag": ["dag.ts"], }, },
}
//- tsconfig.json
{ "extends": "./tsconfig.base" }
//- dag.ts
import { Dag } from "orchex";
export const etl = new Dag("etl");
//- packages/flows/package.json
{ "name": "@acme/flows", "exports": { ".": { "types": "./dist/index.d.ts", "default": "./dist/index.js" }, "./names": "./dist/names.js" }, "imports": { "#own/*": "./src/own/*.ts" } }
//- packages/flows/src/index.ts
import { etl } from "the-dag";
import { CLEAN } from "#own/clean";
export const extract = etl.task("extract", () => 1);
export const clean = etl.task(CLEAN, { requires: [extract] }, (i) => i);
//- packages/flows/src/names.ts
export const LOAD = "load";
//- packages/flows/src/own/clean.ts
export const CLEAN = "clean";
//- app.ts
import { etl } from "the-dag";
import { extract } from "@acme/flows";
import { clean } from "@flows/index";
import { LOAD } from "@acme/flows/names";
etl.task(LOAD, { requires: [extract, clean] }, (i) => i);
`),
  ).toMatchInlineSnapshot(`
    "object etl (etl)
      load <- extract clean
      extract <-
      clean <- extract"
  `);
});

test("a tsconfig.json that comes later leads names to files", () => {
  const { files } = markedProgram(`
//- tsconfig.json
{ "compilerOptions": { "paths": { "~/*": ["./*"] } } }
//- dag.ts
import { Dag } from "orchex";
export const etl = new Dag("etl");
//- a.ts
import { etl } from "~/dag";
etl.task("a", () => 1);
`);
  const workspace = createWorkspace();
  const config = "/project/tsconfig.json";
  workspace.setAll([...files].filter(([file]) => file !== config));
  expect(workspace.dags()[0]?.tasks).toEqual([]);
  workspace.set(config, files.get(config) ?? "");
  expect(workspace.dags()[0]?.tasks.map(({ name }) => name)).toEqual(["a"]);
  workspace.set(config, null);
  expect(workspace.dags()[0]?.tasks).toEqual([]);
});

const LONE = `
//- dag.ts
import { Dag } from "orchex";
export const etl = new Dag("etl");
import "./side";
import type { X } from "./typed";
//- side.ts
export * from "./tasks";
//- tasks.ts
import { etl } from "./dag";
etl.task("loaded", () => 1);
//- typed.ts
import { etl } from "./dag";
etl.task("only its types", () => 1);
//- entry.ts
import { etl as flow } from "./dag";
flow.task("addressed", () => 1);
export { flow };
//- flows/extra.ts
import { etl } from "../dag";
etl.task("configured", () => 1);
`;

/** The tasks that a program is said not to load. */
function lone(workspace: SourceWorkspace): readonly (string | null)[] {
  settle(workspace);
  return workspace.files().flatMap((file) => {
    return workspace.problems(file).flatMap(({ code, task }) => (code === "task.not-loaded" ? [task] : []));
  });
}

test("a task in a module that nobody imports is not loaded, unless a configuration names the module", () => {
  expect(lone(analysed(LONE))).toEqual(["configured", "only its types"]);
  const config = (text: string) => lone(analysed(`${LONE}//- orchex.config.ts\n${text}`));
  const defined = 'import { defineConfig } from "orchex";\n';
  expect(config(`${defined}export default defineConfig({ modules: ["flows/*.ts"] });`)).toEqual(["only its types"]);
  expect(config('const modules = ["**/{extra,typed}.ts"];\nexport default { modules };')).toEqual([]);
  expect(config('export default { MAX_ATTEMPTS: 3, modules: ["./typed.ts"] };')).toEqual(["configured"]);
  expect(config(`${defined}export default defineConfig({});`)).toHaveLength(2);
  expect(config("export default { modules: found() };")).toEqual([]);
});

test("a task is not loaded until an import of its module is typed, in a file that nobody had to parse", () => {
  const workspace = analysed(`${LONE}//- main.ts\nconsole.log("hello");\n`);
  expect(lone(workspace)).toEqual(["configured", "only its types"]);
  workspace.set("/project/main.ts", 'import "./typed";\nconsole.log("hello");\n');
  expect(lone(workspace)).toEqual(["configured"]);
  workspace.set("/project/dag.ts", `import "./flows/extra";\n${workspaceText("/project/dag.ts")}`);
  expect(lone(workspace)).toEqual([]);
  workspace.set("/project/main.ts", null);
  expect(lone(workspace)).toEqual(["only its types"]);
});

test("where files may be missing nobody knows who imports a module", () => {
  const workspace = createWorkspace({ isPart: true });
  workspace.setAll(markedProgram(LONE).files);
  expect(lone(workspace)).toEqual([]);
});

function workspaceText(file: string): string {
  return markedProgram(LONE).files.get(file) ?? "";
}

test("facts of one start answer the next without a parser", () => {
  const { files } = markedProgram(`
//- dag.ts
import { Dag } from "orchex";
import { NAME } from "./names";
export const etl = new Dag("etl");
etl.task(NAME, { requires: ["b"] }, () => 1);
//- names.ts
export const NAME = "a";
//- plain.ts
export const nothing = 1;
`);
  const read = (file: string) => files.get(file) ?? null;
  const first = createWorkspace({ read });
  first.setAll(files);
  const cached = Array.from(files.keys(), (file) => [file, first.exportFacts(file) ?? null] as const);
  expect(cached.filter(([, facts]) => facts === null).map(([file]) => file)).toEqual(["/project/plain.ts"]);

  const second = createWorkspace({
    read,
    typescript: () => {
      throw new Error("the parser is not needed");
    },
  });
  second.importFacts(JSON.parse(JSON.stringify(cached)) as typeof cached);
  expect(second.problems("/project/dag.ts")).toEqual(first.problems("/project/dag.ts"));
  expect(second.problems("/project/dag.ts")).toHaveLength(1);
  expect(second.dags()).toEqual(first.dags());
  expect(second.work).toEqual({ parsed: 0, shifted: 0, linked: 1 });
});

test("the hash of a body is of its code, not of its layout", () => {
  const codes = (body: string) => {
    const workspace = createWorkspace();
    workspace.set(
      "/a.ts",
      `import { Dag } from "orchex";\nexport const etl = new Dag("etl");\netl.task("a", ${body});\n`,
    );
    settle(workspace);
    return workspace.dags()[0]?.declaration.tasks[0]?.code;
  };
  const code = codes("async (i) => { return `a  ${i.x} // b` + /'  x/.source; }");
  expect(code).toMatch(/^[0-9a-f]{64}$/);
  expect(codes("async ( i )   => {\n  // why\n  return `a  ${ i.x } // b` + /'  x/.source; /* so */ }")).toBe(code);
  expect(codes("async (i) => { return `a ${i.x} // b` + /'  x/.source; }")).not.toBe(code);
  expect(codes("async (i) => { return `a  ${i.x} //  b` + /'  x/.source; }")).not.toBe(code);
  expect(codes("async (j) => { return `a  ${j.x} // b` + /'  x/.source; }")).not.toBe(code);
});
