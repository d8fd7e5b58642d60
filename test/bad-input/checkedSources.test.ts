import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { CANARY, RAW } from "./badCase.ts";
import { cliInProcess, type Said } from "./cliInProcess.ts";
import { caseFolders, type Files } from "./folders.ts";

const { make, remove } = caseFolders();
afterAll(remove);

const IMPORT = 'import { Dag } from "orchex";\n';
const HEAD = `${IMPORT}export const x = new Dag("x");\n`;
const nested = (open: string, close: string, depth: number) =>
  `${HEAD}const y = ${open.repeat(depth)}${close.repeat(depth)};`;

/** Texts that no compiler takes, or that no person writes: they are read, and nothing of them is run. */
const SOURCES: readonly (readonly [name: string, source: string | Uint8Array])[] = [
  ["nothing", ""],
  ["a byte order mark", `\ufeff${HEAD}`],
  ["only a byte order mark", "\ufeff"],
  ["a hash bang", `#!/usr/bin/env node\n${HEAD}`],
  ["NUL", `${HEAD}\u0000x.task("a", () => 1);\u0000`],
  ["no UTF-8", Buffer.concat([Buffer.from(HEAD), Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80])])],
  ["UTF-16", Buffer.from(HEAD, "utf16le")],
  ["a picture", Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk", "base64")],
  ["random bytes", Buffer.from(Array.from({ length: 4_096 }, (_, n) => (n * 2_654_435_761) >>> 24))],
  ["carriage returns for lines", HEAD.replaceAll("\n", "\r")],
  ["line separators for lines", HEAD.replaceAll("\n", "\u2028")],
  ["escape sequences", `${HEAD}// \u001b[31m\u202e\nx.task("\u001b[2J", { requires: ["\u009b1m"] }, () => 1);`],
  [
    "a merge in the middle",
    `${HEAD}<<<<<<< HEAD\nx.task("a", () => 1);\n=======\nx.task("b", () => 1);\n>>>>>>> other\n`,
  ],
  ["a text that never ends", `${HEAD}x.task("a, () => 1);`],
  ["a template that never ends", `${HEAD}x.task(\`a\${, () => 1);`],
  ["a comment that never ends", `${HEAD}/* x.task("a", () => 1);`],
  ["an expression that never ends", `${HEAD}/x.task("a", () => 1);`],
  ["brackets that never end", `${HEAD}x.task("a", { requires: [`],
  ["brackets that never began", `${HEAD})}]>x.task("a", () => 1);`],
  ["only brackets", "([{<".repeat(1_000)],
  ["parentheses in parentheses", nested("(", ")", 3_000)],
  ["lists in lists", nested("[", "]", 3_000)],
  ["objects in objects", nested("{a:", "}", 3_000)],
  ["conditions in conditions", `${HEAD}const y = ${"a ? b : ".repeat(3_000)}c;`],
  ["a long sum", `${HEAD}const y = ${"1 + ".repeat(10_000)}1;`],
  ["a long chain of calls", `${HEAD}const y = a${".b()".repeat(5_000)};`],
  ["types in types", `${HEAD}type Y = ${"Array<".repeat(2_000)}x${">".repeat(2_000)};`],
  ["a long line", `${HEAD}// ${"x".repeat(1_000_000)}\nx.task("a", () => 1);`],
  ["a long name", `${HEAD}x.task("${"a".repeat(1_000_000)}", () => 1);`],
  ["many tasks", `${HEAD}${Array.from({ length: 3_000 }, (_, n) => `x.task("t${n}", () => 1);`).join("\n")}`],
  [
    "names of prototypes",
    `${HEAD}${["__proto__", "constructor", "toString", "hasOwnProperty"].map((name) => `x.task("${name}", { requires: ["valueOf"] }, () => 1);`).join("\n")}`,
  ],
  ["options with own __proto__", `${HEAD}x.task("a", { __proto__: { requires: ["b"] }, ["__proto__"]: 1 }, () => 1);`],
  ["a constant of itself", `${IMPORT}const a = a; export const x = new Dag(a); x.task(a, { requires: [a] }, () => 1);`],
  [
    "constants of each other",
    `${IMPORT}const a = b, b = a; export const x = new Dag(b); x.task("t", { requires: [...a, ...b] }, () => 1);`,
  ],
  ["a DAG of itself", `${IMPORT}export const x = new Dag(x); x.task("a", { requires: [x] }, x);`],
  ["a task of itself", `${HEAD}const a = x.task("a", { requires: [a] }, () => 1);`],
  ["a list that holds itself", `${HEAD}const all = [...all, all]; x.task("a", { requires: all }, () => 1);`],
  ["an object that spreads itself", `${HEAD}const o = { ...o }; x.task("a", { ...o, ...o }, () => 1);`],
  ["an import of itself", `import { x } from "./module.ts";\n${IMPORT}export { x };\nx.task("a", () => 1);`],
  ["an export of everything of itself", `export * from "./module.ts";\n${HEAD}`],
  [
    "imports from nowhere",
    `import { x } from "./nowhere.ts"; import y from "no-such-package"; x.task("a", { requires: [y] }, () => 1);`,
  ],
  ["imports of no names", `import * as a from ""; import b from "\u0000"; import c from "/"; ${HEAD}`],
  [
    "names twice",
    `${HEAD}export const x = new Dag("y"); export const x = new Dag("x"); export default x; export default 1;`,
  ],
  ["another module system", `const { Dag } = require("orchex"); module.exports = new Dag("x"); export = x;`],
  ["decorators on nothing", `${IMPORT.replace("Dag", "dag, task")}@dag("x") @task() @dag()\nexport class {} @task`],
  [
    "decorators on everything",
    `${IMPORT.replace("Dag", "dag, task")}@dag(5) export class X { @task({ requires: [X] }) static #a = 1; @task() get b() { return 1 } @task() [Symbol.iterator]() {} @task() constructor() {} }`,
  ],
  [
    "a class of itself",
    `${IMPORT.replace("Dag", "dag, task")}@dag("x") export class X extends X { @task(...X) a() {} }`,
  ],
  ["no words of this language", "SELECT * FROM jobs; DROP TABLE jobs; --"],
  ["JSON", '{"name": "x", "Dag": "orchex"}'],
  ["a secret", `${HEAD}const url = "postgres://me:${CANARY}@h/x"; x.task("a", { requires: ["b"] }, () => 1);`],
  ["what would run if it were run", `${HEAD}process.exit(99); throw new Error("run"); while (true) {}`],
];

/** The documented codes, one answer, no defect of ours, no stack, nothing that a terminal obeys. */
function expectSound({ code, stdout, stderr }: Said): void {
  const written = stdout + stderr;
  expect([0, 1, 2], written).toContain(code);
  expect(written).not.toContain("looks like a defect of Orchex");
  expect(written).not.toMatch(/^\s+at (?:.* \(|async |file:|node:|\/)/m);
  expect(RAW.exec(written), JSON.stringify(written.slice(0, 2_000))).toBeNull();
}

describe.each(["module.ts", "module.mts", "module.tsx", "module.js"])("orchex check reads %s with ", (file) => {
  // Which kind of file it is makes no difference to most: the odd ones out are read as each.
  const sources = file === "module.ts" ? SOURCES : SOURCES.filter((_, n) => n % 4 === 0);
  test.each(sources)("%s", async (_name, source) => {
    const cwd = make({ [file]: source });
    expectSound(await cliInProcess(["check", file], { cwd }));
    const json = await cliInProcess(["check", file, "--json"], { cwd });
    expectSound(json);
    expect(() => JSON.parse(json.stdout) as unknown).not.toThrow();
  });
});

/** What stands beside the sources, and is read with them. */
const NEIGHBOURS: readonly (readonly [name: string, files: Files])[] = [
  ["a package.json that is none", { "package.json": "{" }],
  ["a package.json of no object", { "package.json": "[]" }],
  ["a package.json with a strange type", { "package.json": '{"type":{"__proto__":1},"imports":5,"exports":[[]]}' }],
  ["an empty package.json", { "package.json": "" }],
  ["a tsconfig that is none", { "tsconfig.json": "{ nonsense" }],
  ["a tsconfig that extends itself", { "tsconfig.json": '{"extends":"./tsconfig.json"}' }],
  ["a tsconfig that extends nowhere", { "tsconfig.json": '{"extends":"./nowhere.json"}' }],
  [
    "a tsconfig with paths of no sense",
    { "tsconfig.json": '{"compilerOptions":{"paths":{"*":[5,"*/*"]},"baseUrl":5}}' },
  ],
  ["a tsconfig that is a folder", { "tsconfig.json": null }],
  ["a folder that is called as a module", { "folder.ts": null }],
  ["a configuration that is none", { "orchex.config.json": "{" }],
  ["a configuration of wrong types", { "orchex.config.json": '{"modules":[5]}' }],
  ["a folder that names its parent", { "...": null }],
  ["node_modules of nonsense", { "node_modules/x/package.json": "{", "node_modules/x/index.ts": "<<<" }],
];

describe("orchex check reads a folder with ", () => {
  test.each(NEIGHBOURS)("%s", async (_name, files) => {
    const cwd = make({ "module.ts": `${HEAD}x.task("a", { requires: ["b"] }, () => 1);`, ...files });
    const told = await cliInProcess(["check"], { cwd });
    expectSound(told);
    expectSound(await cliInProcess(["check", ".", "--json"], { cwd }));
    expect(told.code).not.toBe(0);
  });

  test("links that lead nowhere, in circles and out of it, and a pipe that nobody writes to", async () => {
    const cwd = make({ "module.ts": `${HEAD}x.task("a", () => 1);` });
    symlinkSync("nowhere.ts", join(cwd, "dangling.ts"));
    symlinkSync("circle.ts", join(cwd, "circle.ts"));
    symlinkSync(".", join(cwd, "round"));
    symlinkSync("/proc", join(cwd, "out"));
    symlinkSync("/dev/zero", join(cwd, "endless.ts"));
    spawnSync("/usr/bin/mkfifo", [join(cwd, "pipe.ts")]);
    const told = await cliInProcess(["check"], { cwd });
    expectSound(told);
    expect(told.code, told.stdout + told.stderr).toBe(0);
  });

  test.each(["dangling.ts", "circle.ts", "pipe.ts", "endless.ts"])(
    "%s when it is asked for by its name",
    async (file) => {
      const cwd = make({});
      symlinkSync("nowhere.ts", join(cwd, "dangling.ts"));
      symlinkSync("circle.ts", join(cwd, "circle.ts"));
      symlinkSync("/dev/zero", join(cwd, "endless.ts"));
      spawnSync("/usr/bin/mkfifo", [join(cwd, "pipe.ts")]);
      const told = await cliInProcess(["check", file], { cwd });
      expectSound(told);
      expect(told.code).toBe(2);
    },
  );
});
