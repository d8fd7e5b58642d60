import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import type { SourceAnalysis } from "../../runtime/src/analysis/sourceAnalysis.ts";
import * as analysis from "./index.ts";

// The first question to a type checker takes seconds where processors are busy.
vi.setConfig({ testTimeout: 60_000 });

/** The runtime knows the package by its interface only: this is where the two are compared. */
const { checkSources } = analysis satisfies SourceAnalysis;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const ETL = `
import { Dag } from "orchex";
export const etl = new Dag("etl");
etl.task("extract", async (inputs: { uri: string }) => ({ text: inputs.uri }));
etl.task("load", { requires: ["extract"] }, async (inputs: { extract: { text: number } }) => inputs.extract.text);
etl.task("last", { requires: ["lod"] }, async () => 1);
`;

test("problems of both tiers come in the order of their places, and DAGs with all that is known of their tasks", async () => {
  const folder = project({ "etl.ts": ETL });
  const { problems, dags } = await checkSources({ paths: [folder], types: true });
  expect(problems.map(({ code, location }) => [code, location?.start.line])).toEqual([
    ["task.type-mismatch", 4],
    ["task.unknown-requirement", 5],
  ]);
  const [etl] = dags;
  expect(etl).toMatchObject({ name: "etl", complete: true, location: { file: join(folder, "etl.ts") } });
  expect(etl?.tasks.map(({ name, requires, upstream, downstream }) => [name, requires, upstream, downstream])).toEqual([
    ["extract", [], 0, 1],
    ["load", ["extract"], 1, 0],
    ["last", ["lod"], 0, 0],
  ]);
  for (const { signature, code } of etl?.tasks ?? []) {
    expect(signature).toMatch(/^[0-9a-f]{64}$/);
    expect(code).not.toBeNull();
  }
});

test("without types there is neither a mismatch nor a signature", async () => {
  const { problems, dags } = await checkSources({ paths: [project({ "etl.ts": ETL })], types: false });
  expect(problems.map(({ code }) => code)).toEqual(["task.unknown-requirement"]);
  expect(dags.flatMap(({ tasks }) => tasks.map(({ signature }) => signature))).toEqual([null, null, null]);
});

test("a file is judged with its package, and only what is in it is reported", async () => {
  const folder = project({
    "package.json": "{}",
    "dag.ts": `import { Dag } from "orchex"; export const etl = new Dag("etl"); etl.task("a", { requires: ["b"] }, () => 1);`,
    "more.ts": `import { etl } from "./dag.ts"; etl.task("b", () => 1); etl.task("c", { requires: ["d"] }, () => 1);`,
    "other.ts": `import { Dag } from "orchex"; export const etl = new Dag("etl");`,
    "dist/dag.js": `import { Dag } from "orchex"; export const etl = new Dag("etl");`,
  });
  const one = await checkSources({ paths: [join(folder, "dag.ts")], types: false });
  expect(one.problems.map(({ code }) => code)).toEqual(["task.unread-requirement"]);
  expect(one.dags.map(({ tasks }) => tasks.map(({ name }) => name))).toEqual([["a", "b", "c"]]);
  const other = await checkSources({ paths: [join(folder, "other.ts")], types: false });
  expect(other.problems.map(({ code }) => code)).toEqual(["dag.empty"]);
  const all = await checkSources({ paths: [folder], types: false });
  expect(all.problems.map(({ code }) => code)).toContain("dag.duplicate-name");
  expect(all.problems.map(({ code }) => code)).toContain("task.unknown-requirement");
  expect(all.dags).toHaveLength(2);
});

test("what is imported from elsewhere is read, too", async () => {
  const folder = project({
    "shared/dag.ts": `import { Dag } from "orchex"; export const etl = new Dag("etl"); export const a = etl.task("a", () => 1);`,
    "app/package.json": "{}",
    "app/etl.ts": `import { etl, a } from "../shared/dag.js"; etl.task("b", { requires: [a, "zz"] }, ({ a }) => a);`,
  });
  const { problems, dags } = await checkSources({ paths: [join(folder, "app")], types: false });
  expect(problems.map(({ code, dag }) => [code, dag])).toEqual([["task.unknown-requirement", "etl"]]);
  expect(dags).toEqual([]);
});

test("the project's own tsconfig counts: options, paths and declaration files", async () => {
  const folder = project({
    "tsconfig.json": `{ // as people write it
      "extends": "./base.json", "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] }, "types": [] } }`,
    "base.json": `{ "compilerOptions": { "strict": true, "module": "esnext", "moduleResolution": "bundler", "target": "es2022" } }`,
    "globals.d.ts": "declare function today(): { day: number };",
    "lib/read.ts": "export const read = (): { rows: string[] } => ({ rows: [] });",
    "etl.ts": `
import { Dag } from "orchex";
import { read } from "@lib/read";
export const etl = new Dag("etl");
etl.task("read", () => ({ ...read(), ...today() }));
etl.task("load", { requires: ["read"] }, (inputs: { read: { day: number; rows: number[] } }) => inputs.read);
`,
  });
  const { problems } = await checkSources({ paths: [folder], types: true });
  expect(problems.map(({ message }) => message)).toEqual([
    "Task 'load' expects read.rows[]: number; 'read' returns rows[]: string.",
  ]);
});

test("a tsconfig that only lists others leads to the one that has the file", async () => {
  const folder = project({
    "tsconfig.json": `{ "files": [], "references": [{ "path": "./tsconfig.test.json" }, { "path": "./tsconfig.app.json" }] }`,
    "tsconfig.test.json": `{ "compilerOptions": { "composite": true, "strict": true, "types": [] }, "include": ["test"] }`,
    "tsconfig.app.json": `{ "compilerOptions": { "composite": true, "strict": false, "types": [] }, "include": ["src"] }`,
    // Without strict a number or nothing is a number.
    "src/etl.ts": `
import { Dag } from "orchex";
export const etl = new Dag("etl");
etl.task("read", () => null as number | null);
etl.task("load", { requires: ["read"] }, (inputs: { read: number }) => inputs.read);
`,
  });
  expect((await checkSources({ paths: [folder], types: true })).problems).toEqual([]);
});

test("two tsconfigs may stand on the two sides of an edge", async () => {
  const folder = project({
    "tsconfig.json": `{ "compilerOptions": { "strict": true, "types": [] } }`,
    "dag.ts": `
import { Dag } from "orchex";
export const etl = new Dag("etl");
etl.task("read", () => ({ rows: 1 }));
`,
    "loose/tsconfig.json": `{ "compilerOptions": { "strict": false, "types": [] } }`,
    "loose/load.ts": `
import { etl as dag } from "../dag.js";
dag.task("load", { requires: ["read"] }, (inputs: { read: { rows: string } }) => inputs.read);
`,
    "loose/lone.ts": `
import { etl } from "./far.js";
etl.task("lone", { requires: ["far"] }, (inputs: { far: string }) => inputs.far);
`,
    "loose/far.ts": `export { far as etl } from "../far.js";`,
    "far.ts": `
import { Dag } from "orchex";
export const far = new Dag("far");
`,
    "farTasks.ts": `
import { far } from "./far.js";
far.task("far", () => 1);
`,
  });
  const { problems } = await checkSources({ paths: [folder], types: true });
  const mismatches = problems.filter(({ code }) => code === "task.type-mismatch");
  expect(mismatches.map(({ message }) => message)).toEqual([
    "Task 'load' expects read.rows: string; 'read' returns rows: number.",
    "Task 'lone' expects far: string; 'far' returns number.",
  ]);
});

test("declarations of Node are brought in when something is not known without them", async () => {
  const text = (type: string) => `
import { Dag } from "orchex";
import { readText } from "node:files";
export const etl = new Dag("etl");
etl.task("read", async () => ({ text: await readText(), ...environment }));
etl.task("load", { requires: ["read"] }, async (inputs: { read: { text: ${type}; home: string } }) => inputs.read);
`;
  const folder = project({
    "node_modules/@types/node/index.d.ts": `declare module "node:files" { export function readText(): Promise<string> } declare const environment: { home: string };`,
    "good.ts": text("string"),
    "bad.ts": text("number").replaceAll("etl", "bad"),
  });
  const { problems, dags } = await checkSources({ paths: [folder], types: true });
  expect(problems.map(({ dag, code }) => [dag, code])).toEqual([["bad", "task.type-mismatch"]]);
  expect(dags.flatMap(({ tasks }) => tasks.map(({ signature }) => signature))).not.toContain(null);
});

test("also when what is not known has become any", async () => {
  const folder = project({
    "node_modules/orchex/index.d.ts": "export class Dag { constructor(name: string); task(...given: unknown[]): void }",
    "node_modules/@types/node/index.d.ts": "declare const environment: { home: string };",
    "etl.ts": `
import { Dag } from "orchex";
export const etl = new Dag("etl");
etl.task("read", () => ({ ...environment }));
etl.task("load", { requires: ["read"] }, (inputs: { read: { home: number } }) => inputs.read);
`,
  });
  const { problems } = await checkSources({ paths: [folder], types: true });
  expect(problems.map(({ code }) => code)).toEqual(["task.type-mismatch"]);
});

test("a path that is not there", async () => {
  const folder = project({});
  await expect(checkSources({ paths: [join(folder, "nope.ts")], types: true })).rejects.toMatchObject({
    name: "OrchexError",
    code: "check.no-path",
  });
});

test("nothing to check is nothing wrong", async () => {
  expect(await checkSources({ paths: [project({ "a.ts": "export {};" })], types: true })).toEqual({
    problems: [],
    dags: [],
  });
});

function project(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "orchex-check-")));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
