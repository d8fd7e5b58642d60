import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run, temporaryHome } from "./cli.ts";

const { home, remove } = temporaryHome();
const embedded = { ORCHEX_HOME: home, ORCHEX_DB_IDLE_SECONDS: "20" };
const folders: string[] = [];

beforeAll(async () => {
  await run(["db", "start"], embedded);
});

afterAll(async () => {
  await run(["db", "stop"], embedded);
  remove();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A project of its own, with these files. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "orchex-check-")));
  folders.push(folder);
  symlinkSync(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(folder, "node_modules"), "junction");
  for (const [path, text] of Object.entries({ "package.json": '{"type":"module"}', ...files })) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const WRONG = `import { Dag } from "orchex";
export const etl = new Dag("etl");
etl.task("extract", () => ({ text: "" }));
etl.task("load", { requires: ["extrct"] }, () => null);
`;

test("check shows a wrong requirement where it stands, and what was meant", async () => {
  const cwd = project({ "etl.ts": WRONG });
  const { code, stdout } = await run(["check"], {}, { cwd });
  expect(code).toBe(1);
  expect(stdout)
    .toBe(`etl.ts:4:32: error task.unknown-requirement: Task 'load' requires 'extrct', which does not exist. Did you mean 'extract'?
  2 | export const etl = new Dag("etl");
  3 | etl.task("extract", () => ({ text: "" }));
> 4 | etl.task("load", { requires: ["extrct"] }, () => null);
    |                                ^^^^^^

1 DAG, 2 tasks: 1 error.
`);
});

test("check runs nothing of what it reads", async () => {
  const cwd = project({ "etl.ts": `${WRONG}throw new Error("this module was run");\n` });
  const { stdout, stderr } = await run(["check"], {}, { cwd });
  expect(stdout).toContain("1 error");
  expect(stderr).not.toContain("was run");
});

test("check --json has the keys of its documentation", async () => {
  const cwd = project({ "src/etl.ts": WRONG });
  const { code, json } = await run(["check", "src", "--json"], {}, { cwd });
  expect(code).toBe(1);
  expect(json).toEqual({
    problems: [
      {
        code: "task.unknown-requirement",
        severity: "error",
        message: "Task 'load' requires 'extrct', which does not exist. Did you mean 'extract'?",
        file: "src/etl.ts",
        range: { start: { line: 3, character: 31 }, end: { line: 3, character: 37 } },
        dag: "etl",
        task: "load",
        related: [],
        suggestion: "extract",
      },
    ],
    dags: [
      {
        name: "etl",
        file: "src/etl.ts",
        tasks: [
          {
            name: "extract",
            file: "src/etl.ts",
            range: { start: { line: 2, character: 10 }, end: { line: 2, character: 17 } },
            requires: [],
            upstream: 0,
            downstream: 0,
          },
          {
            name: "load",
            file: "src/etl.ts",
            range: { start: { line: 3, character: 10 }, end: { line: 3, character: 14 } },
            requires: ["extrct"],
            upstream: 0,
            downstream: 0,
          },
        ],
      },
    ],
  });
});

test("check speaks SARIF and the annotations of GitHub Actions", async () => {
  const cwd = project({ "etl.ts": WRONG });
  const github = await run(["check", "--format", "github"], {}, { cwd });
  expect(github.stdout).toBe(
    "::error file=etl.ts,line=4,endLine=4,col=32,endColumn=37,title=task.unknown-requirement::Task 'load' requires 'extrct', which does not exist. Did you mean 'extract'?\n",
  );
  const { json } = await run(["check", "--format", "sarif"], {}, { cwd });
  expect(json).toMatchObject({
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "orchex" } },
        columnKind: "utf16CodeUnits",
        results: [
          {
            ruleId: "task.unknown-requirement",
            level: "error",
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: "etl.ts" },
                  region: { startLine: 4, startColumn: 32, endLine: 4, endColumn: 38 },
                },
              },
            ],
          },
        ],
      },
    ],
  });
});

test("a folder without problems is fine, one that is not there is a mistake", async () => {
  const cwd = project({
    "etl.ts": WRONG.replace("extrct", "extract").replace("() => null", "({ extract }) => extract"),
  });
  const fine = await run(["check"], {}, { cwd });
  expect(fine).toMatchObject({ code: 0, stdout: "1 DAG, 2 tasks: no problems.\n" });
  const nowhere = await run(["check", "scr"], {}, { cwd });
  expect(nowhere).toMatchObject({ code: 2, stdout: "" });
  expect(nowhere.stderr).toContain("scr");
  expect((await run(["check", "--format", "xml"], {}, { cwd })).code).toBe(2);
});

test("what a task expects and what it requires returns must agree, also where TypeScript does not see it", async () => {
  const cwd = project({
    "etl.ts": `import { Dag } from "orchex";
export const etl = new Dag("etl");
etl.task("extract", () => ({ rows: 3 }));
etl.task("load", { requires: ["extract"] }, ({ extract }: { extract: { rows: string } }) => extract.rows);
`,
  });
  const { code, json } = await run(["check", "--json"], {}, { cwd });
  expect(code).toBe(1);
  expect(json).toMatchObject({ problems: [{ code: "task.type-mismatch", task: "load", dag: "etl" }] });
});

test("a task in a module that nobody imports is told, unless the configuration has it loaded", async () => {
  const cwd = project({
    "etl.ts": 'import { Dag } from "orchex";\nexport const etl = new Dag("etl");\n',
    "imported.ts": 'import { etl } from "./etl.ts";\netl.task("a", () => 1);\n',
    "lonely.ts": 'import { etl } from "./etl.ts";\netl.task("b", () => 1);\n',
    "main.ts": 'import "./imported.ts";\nexport { etl } from "./etl.ts";\n',
  });
  const found = async () => {
    const { json } = await run(["check", "--json"], {}, { cwd });
    return (json as { problems: { code: string; task: string }[] }).problems.map(({ code, task }) => [code, task]);
  };
  expect(await found()).toEqual([["task.not-loaded", "b"]]);
  writeFileSync(join(cwd, "orchex.config.json"), '{ "modules": ["lone*.ts"] }');
  expect(await found()).toEqual([]);
});

test("drift tells a changed body from changed types, and neither from a changed comment", async () => {
  const source = (body: string) => `import { Dag } from "orchex";
export const etl = new Dag("etl");
etl.task("extract", () => ${body});
`;
  const cwd = project({ "etl.ts": source("({ rows: 3 })") });
  const env = { ...embedded, ORCHEX_DAG: "etl.ts:etl" };
  await run(["init-db"], env, { cwd });
  const kinds = async (body: string) => {
    writeFileSync(join(cwd, "etl.ts"), source(body));
    const { json } = await run(["drift", "--json"], env, { cwd });
    return (json as { drift: { kind: string }[] }).drift.map(({ kind }) => kind);
  };
  expect(await kinds("/* three */ ({   rows: 3 })")).toEqual([]);
  expect(await kinds("({ rows: 4 })")).toEqual(["code"]);
  expect(await kinds('({ rows: "4" })')).toEqual(["signature", "code"]);
});

test("a snapshot warns of tasks that its module does not load", async () => {
  const cwd = project({
    "etl.ts": `import { Dag } from "orchex";
export const etl = new Dag("etl");
etl.task("extract", () => 1);
`,
    "more.ts": `import { etl } from "./etl.ts";
export const load = etl.task("load", { requires: ["extract"] }, () => 2);
`,
  });
  const env = { ...embedded, ORCHEX_DAG: "etl.ts:etl" };
  await run(["init-db"], env, { cwd });
  const { code, stderr, json } = await run(["snapshot", "--json"], env, { cwd });
  expect(code).toBe(0);
  expect(Object.keys(json as object)).toEqual(["dag", "version", "created", "active", "tasks"]);
  expect(stderr).toContain("warning: Task 'load' is declared in a module that the DAG's module does not import");
});
