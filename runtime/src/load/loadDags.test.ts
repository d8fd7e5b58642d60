import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

const orchex = fileURLToPath(new URL("../index.ts", import.meta.url));
const body = `
  const { workerData, parentPort } = require("node:worker_threads");
  (async () => {
    (await import(workerData.tsx)).register();
    const { loadDags } = await import(workerData.loadDags);
    const { declarationOf } = await import(workerData.definition);
    const tell = ({ dag, exportName, file }) => ({ exportName, file, declaration: declarationOf(dag) });
    const fail = ({ code, message, remedy, stack }) => ({ failure: code ? code + ": " + message : stack, remedy });
    const told = [];
    for (const request of workerData.requests) {
      told.push(await loadDags(request).then(({ dags }) => ({ dags: dags.map(tell) }), fail));
    }
    parentPort.postMessage(JSON.parse(JSON.stringify(told)));
  })();
`;

interface Told {
  readonly dags?: readonly {
    readonly exportName: string;
    readonly file: string;
    readonly declaration: {
      readonly name: string;
      readonly tasks: readonly { readonly name: string; location?: Place }[];
    };
  }[];
  readonly failure?: string;
  readonly remedy?: string;
}

interface Place {
  readonly file: string;
  readonly start: { readonly line: number; readonly character: number };
}

let cwd: string;

/** In a thread without vitest's own loader, as modules are loaded in a worker. */
async function loadEach(
  requests: readonly { addresses: readonly string[]; modules?: readonly string[] }[],
): Promise<Told[]> {
  const url = (path: string) => pathToFileURL(fileURLToPath(new URL(path, import.meta.url))).href;
  const workerData = {
    tsx: pathToFileURL(
      createRequire(import.meta.url)
        .resolve("tsx/esm/api")
        .replace(/cjs$/, "mjs"),
    ).href,
    loadDags: url("./loadDags.ts"),
    definition: url("../declare/definition.ts"),
    requests: requests.map((request) => ({ ...request, cwd })),
  };
  const worker = new Worker(body, { eval: true, workerData, execArgv: [] });
  try {
    return await new Promise<Told[]>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  } finally {
    await worker.terminate();
  }
}

async function load(addresses: readonly string[], modules: readonly string[] = []): Promise<Told> {
  const [told] = await loadEach([{ addresses, modules }]);
  return told ?? {};
}

async function failures(addresses: readonly string[]): Promise<(string | undefined)[]> {
  return (await loadEach(addresses.map((address) => ({ addresses: [address] })))).map(({ failure }) => failure);
}

const files: Readonly<Record<string, string>> = {
  "package.json": `{ "type": "module" }`,
  "etl.ts": `import { Dag, type TaskContext } from "${orchex}";
interface Inputs { uri: string }

export const etl = new Dag("daily_etl");
export const extract = etl.task("extract", async (inputs: Inputs, _context: TaskContext) => inputs.uri);
export const count: number = 5;
`,
  "more.ts": `import { etl, extract } from "./etl.ts";
export { etl } from "./etl.ts";
etl.task("late", { requires: [extract] }, async () => 1);
`,
  "nightly.tsx": `import { dag, task } from "${orchex}";

@dag("nightly")
export default class Nightly {
  @task
  bare(inputs: { n: number }) { return inputs.n; }
  @task({ requires: ["bare"] })
  next() {}
}
export class Plain {}
`,
  "two.ts": `import { Dag } from "${orchex}";
export const a = new Dag("a");
export const b = new Dag("b");
export { a as alias };
`,
  "twin.ts": `import { Dag } from "${orchex}";
export const twin = new Dag("daily_etl");
`,
  "commonjs/package.json": `{ "name": "old" }`,
  "commonjs/old.ts": `import { Dag } from "${orchex}";
import { name } from "./plain";
export const old = new Dag(name as string);
old.task("first", () => 1);
`,
  "commonjs/plain.js": `exports.name = "old_dag";`,
  "commonjs/missing.ts": `import { x } from "not-there/deep";\nexport const y: number = x;\n`,
  "forms/imported.mts": `export { dag } from "./import.cts";\n`,
  "forms/import.cts": `import { Dag } from "${orchex}";
export const dag: Dag = new Dag("common");
dag.task("first", () => 1);
`,
  "forms/importRequire.cts": `import orchex = require("${orchex}");
export const dag = new orchex.Dag("common");
dag.task("first", () => 1);
`,
  "forms/require.cts": `const { Dag } = require("${orchex}");
const dag: object = new Dag("common");
dag.task("first", () => 1);
module.exports = { dag };
`,
  "forms/plain.cjs": `const { Dag } = require("${orchex}");
const dag = new Dag("common");
dag.task("first", () => 1);
exports.dag = dag;
`,
  "forms/assigned.cjs": `const { dag } = require("./plain.cjs");\nconst all = { dag };\nmodule.exports = all;\n`,
  "forms/exportEquals.cts": `import all = require("./import.cts");\nexport = all;\n`,
  "forms/default.cjs": `const { dag } = require("./plain.cjs");\nmodule.exports = dag;\n`,
  "throws.cts": `const text: string = "bad";\n\nthrow new TypeError(text);\n`,
  "throws.ts": `interface A { n: number }

function boom(): A {
  throw new TypeError("bad\\nthing");
}
export const a: A = boom();
`,
  "throwsText.ts": `throw "just a text";`,
  "syntax.ts": `export const a = 1;\n\nconst x: number = ;\n`,
  "importsSyntax.ts": `import "./syntax.ts";`,
  "missing.ts": `import { x } from "@scope/not-there";\nexport const y: number = x;\n`,
  "missingFile.ts": `import "./nope.ts";`,
  "wrongName.ts": `import { nope } from "./etl.ts";\nexport const x = nope;\n`,
  "duplicate.ts": `import { Dag } from "${orchex}";
const d = new Dag("d");
d.task("a", () => 1);
d.task("a", () => 1);
`,
  "wrongOption.ts": `import { Dag } from "${orchex}";
const d = new Dag("d");

d.task("a", { timeout: "5 parsecs" as "5m" }, () => 1);
`,
  "empty.ts": ``,
};

// Each test starts a thread and a compiler.
vi.setConfig({ testTimeout: 60_000 });

beforeAll(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), "orchex load (1) ")));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, name)), { recursive: true });
    await writeFile(join(cwd, name), text);
  }
});

afterAll(() => rm(cwd, { recursive: true, force: true }));

test("TypeScript is loaded without a build step, and each task knows its place in it", async () => {
  const { dags } = await load(["etl.ts:etl"]);
  const place = { file: join(cwd, "etl.ts"), start: { line: 4, character: 27 } };
  expect(dags).toMatchObject([
    {
      exportName: "etl",
      file: join(cwd, "etl.ts"),
      declaration: {
        name: "daily_etl",
        location: { start: { line: 3 } },
        tasks: [{ name: "extract", location: place }],
      },
    },
  ]);
});

test("a decorated class in TSX is loaded by its default export, with the places of its methods", async () => {
  const { dags } = await load(["./nightly.tsx:default"]);
  const tasks = dags?.[0]?.declaration.tasks ?? [];
  expect(dags).toMatchObject([{ exportName: "default", declaration: { name: "nightly" } }]);
  expect(tasks.map(({ name }) => name)).toEqual(["bare", "next"]);
  expect(tasks[1]?.location).toMatchObject({ file: join(cwd, "nightly.tsx"), start: { line: 6 } });
  expect(tasks[0]?.location?.file ?? join(cwd, "nightly.tsx")).toBe(join(cwd, "nightly.tsx"));
});

test("without an export the one DAG is meant, also of a CommonJS package", async () => {
  expect(await load(["commonjs/old.ts"])).toMatchObject({
    dags: [{ exportName: "old", declaration: { name: "old_dag", tasks: [{ name: "first" }] } }],
  });
  expect(await load(["commonjs/old.ts:old"])).toMatchObject({ dags: [{ exportName: "old" }] });
  expect(await load(["two.ts"])).toEqual({
    failure: "module.no-export: two.ts exports 2 DAGs: a, b.",
    remedy: "Say which one: two.ts:a",
  });
});

test("a CommonJS module is loaded in each of its forms, and imported by others", async () => {
  const names = Object.keys(files).filter((name) => name.startsWith("forms/"));
  const addresses = names.map((name) => `${name}:${name === "forms/default.cjs" ? "default" : "dag"}`);
  const told = await loadEach(addresses.map((address) => ({ addresses: [address] })));
  const tasks = [{ name: "first", location: { start: { line: 2 } } }];
  const found = (name: string) => ({ dags: [{ file: join(cwd, name), declaration: { name: "common", tasks } }] });
  expect(told).toMatchObject(names.map(found));
});

test("configured modules add their tasks, and their DAGs when none is addressed", async () => {
  const { dags } = await load(["etl.ts:etl"], ["mor*.ts"]);
  expect(dags?.[0]?.declaration.tasks.map(({ name }) => name)).toEqual(["extract", "late"]);
  const all = await load([], ["{etl,more,two}.ts", "nightly.tsx"]);
  expect(all.dags?.map(({ declaration }) => declaration.name)).toEqual(["nightly", "daily_etl", "a", "b"]);
  expect(await load(["nightly"], ["*.tsx"])).toMatchObject({ dags: [{ exportName: "default" }] });
  expect(await load(["nightli"], ["*.tsx"])).toMatchObject({
    failure: expect.stringContaining(
      "dag.unknown: No loaded module exports a DAG named 'nightli'. Did you mean 'nightly'?",
    ),
  });
  expect((await load([], ["absent*.ts", "empty.ts"])).failure).toBe(
    "module.no-export: No module that 'absent*.ts', 'empty.ts' leads to exports a DAG.",
  );
  expect((await load([])).failure).toBe("module.no-export: No DAG is given, and no module is configured.");
  expect((await load([], ["absent.ts"])).failure).toBe("module.not-found: There is no module 'absent.ts'.");
});

test("two DAGs of one name are told with both places", async () => {
  expect((await load(["etl.ts:etl", "twin.ts"])).failure).toBe(
    "dag.duplicate-name: Two DAGs are named 'daily_etl': etl.ts:etl and twin.ts:twin.",
  );
});

test("a wrong path or export comes with the nearest one", async () => {
  const expected: Readonly<Record<string, string>> = {
    "elt.ts:etl": "module.not-found: There is no module 'elt.ts'. Did you mean 'etl.ts'?",
    "./etl:etl": "module.not-found: There is no module 'etl'. Did you mean 'etl.ts'?",
    "nowhere/etl.ts:etl": "module.not-found: There is no module 'nowhere/etl.ts': the folder 'nowhere' does not exist.",
    "./commonjs:x": "module.not-found: 'commonjs' is not a file.",
    "etl.ts:etll":
      "module.no-export: etl.ts has no export 'etll'. Did you mean 'etl'? It exports count, etl (a DAG), extract.",
    "etl.ts:extract":
      "module.not-a-dag: The export 'extract' of etl.ts is not a DAG but a task of DAG 'daily_etl'. " +
      "It exports count, etl (a DAG), extract.",
    "etl.ts:count":
      "module.not-a-dag: The export 'count' of etl.ts is not a DAG but a number (5). " +
      "It exports count, etl (a DAG), extract.",
    "nightly.tsx:Plain":
      "module.not-a-dag: The export 'Plain' of nightly.tsx is not a DAG but a class 'Plain' without @dag. " +
      "It exports Plain, default (a DAG).",
    "empty.ts": "module.no-export: empty.ts exports no DAG. It exports nothing.",
  };
  expect(await failures(Object.keys(expected))).toEqual(Object.values(expected));
});

test("what is not found or is no DAG comes with what to do", async () => {
  const expected: Readonly<Record<string, RegExp>> = {
    "commonjs/absent.ts:etl": /^The folder 'commonjs' has 'missing\.ts', 'old\.ts', 'plain\.js'\.$/,
    "nowhere/etl.ts:etl": /^Correct the path: it was looked for at \/.*\/nowhere\/etl\.ts\.$/,
    "./commonjs:x": /^Give a file: path\/to\/module\.ts\.$/,
    "etl.ts:etll": /^Give etl\.ts:etl\.$/,
    "etl.ts:count": /^Give etl\.ts:etl\.$/,
    "two.ts:c": /^Give two\.ts:a or two\.ts:b\.$/,
    "two.ts": /^Say which one: two\.ts:a$/,
    "empty.ts": /^Export a DAG: /,
    "throws.ts": /^Mend it there; --debug shows the stack\.$/,
    "missingFile.ts": /^Correct the import, or add the file\.$/,
  };
  const told = await loadEach(Object.keys(expected).map((address) => ({ addresses: [address] })));
  for (const [index, remedy] of Object.values(expected).entries()) expect(told[index]?.remedy).toMatch(remedy);
});

test("a module that does not load says why, and where in its own source", async () => {
  const expected: Readonly<Record<string, string>> = {
    "throws.ts": "module.failed: throws.ts does not load: TypeError: bad thing (throws.ts:4:9)",
    "throws.cts": "module.failed: throws.cts does not load: TypeError: bad (throws.cts:3:7)",
    "throwsText.ts": "module.failed: throwsText.ts does not load: just a text",
    "syntax.ts": 'module.failed: syntax.ts does not load: SyntaxError: Unexpected ";" (syntax.ts:3:19)',
    "importsSyntax.ts": 'module.failed: importsSyntax.ts does not load: SyntaxError: Unexpected ";" (syntax.ts:3:19)',
    "missing.ts":
      "module.failed: missing.ts does not load: there is no package '@scope/not-there', imported by missing.ts",
    "commonjs/missing.ts":
      "module.failed: commonjs/missing.ts does not load: there is no package 'not-there/deep', imported by commonjs/missing.ts",
    "missingFile.ts":
      "module.failed: missingFile.ts does not load: there is no file nope.ts, imported by missingFile.ts",
    "wrongName.ts":
      "module.failed: wrongName.ts does not load: SyntaxError: The requested module './etl.ts' " +
      "does not provide an export named 'nope' (wrongName.ts:1)",
    "wrongOption.ts":
      `task.invalid-option: Task 'a' of DAG 'd': timeout: "5 parsecs" is not a duration: use a number of seconds, ` +
      'or a text such as "500ms", "30s", "5m", "1.5h" or "1d". (wrongOption.ts:4:3)',
  };
  expect(await failures(Object.keys(expected))).toEqual(Object.values(expected));
  expect((await load(["missing.ts"])).remedy).toBe("Install it: npm install @scope/not-there");
  expect((await load(["commonjs/missing.ts"])).remedy).toBe("Install it: npm install not-there");
  const twice = (await load(["duplicate.ts"])).failure ?? "";
  expect(twice).toMatch(
    /^task\.duplicate-name: DAG 'd' already has a task 'a' \(.*duplicate\.ts:3:3\).*duplicate\.ts:4:3/,
  );
});
