import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { createTypeTier, createWorkspace, type DagNode, type TypeTier, type TypeTierOptions } from "orchex-analysis";
import { afterEach, expect, test } from "vitest";

const WORKER = new URL("types/typeWorker.js", import.meta.resolve("orchex-analysis"));

const tiers: TypeTier[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const one of tiers.splice(0)) await one.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

test("what the types say is found out in another thread", async () => {
  const answer = await tier().ask(opened("number"));
  expect(answer?.problems.map(({ code, task }) => [code, task])).toEqual([["task.type-mismatch", "load"]]);
  expect([...(answer?.signatures[0]?.keys() ?? [])]).toEqual(["extract", "load"]);
});

test("a text that was handed in counts until it is taken back", async () => {
  const folder = scratch();
  const file = join(folder, "etl.ts");
  writeFileSync(file, program("string"));
  const dags = opened("string", file);
  const one = tier();
  expect((await one.ask(dags))?.problems).toEqual([]);
  one.update([[file, program("number")]]);
  expect((await one.ask(dags))?.problems).toHaveLength(1);
  one.update([[file, null]]);
  expect((await one.ask(dags))?.problems).toEqual([]);
  writeFileSync(file, program("boolean"));
  expect((await one.ask(dags))?.problems).toHaveLength(1);
});

test("a question gives up the one before it", async () => {
  const one = tier();
  const dags = opened("number");
  const [first, second] = await Promise.all([one.ask(dags), one.ask(dags)]);
  expect(first).toBeNull();
  expect(second?.problems).toHaveLength(1);
});

test("a crash of the thread is an answer of null, and the next question starts another one with all texts", async () => {
  const folder = scratch();
  const entry = join(folder, "crashesOnce.mjs");
  const started = join(folder, "started");
  writeFileSync(
    entry,
    `import { existsSync, writeFileSync } from "node:fs";
     if (existsSync(${JSON.stringify(started)})) await import(${JSON.stringify(WORKER.href)});
     else { writeFileSync(${JSON.stringify(started)}, ""); throw new Error("as planned"); }`,
  );
  const crashes: string[] = [];
  const one = tier({ worker: entry, onCrash: (error) => crashes.push(error.message) });
  one.update([["/virtual/etl.ts", program("number")]]);
  const dags = opened("number", "/virtual/etl.ts");
  expect(await one.ask(dags)).toBeNull();
  expect(crashes).toEqual(["as planned"]);
  expect((await one.ask(dags))?.problems).toHaveLength(1);
});

test("a thread that runs out of memory takes nobody along", async () => {
  const crashes: unknown[] = [];
  const one = tier({ memoryMb: 12, onCrash: (error) => crashes.push(error) });
  expect(await one.ask(opened("number"))).toBeNull();
  expect(crashes).toMatchObject([{ code: "ERR_WORKER_OUT_OF_MEMORY" }]);
});

test("a thread that always crashes is not started for ever, until a text changes", async () => {
  const entry = join(scratch(), "crashes.mjs");
  writeFileSync(entry, "throw new Error('always');");
  let crashes = 0;
  const one = tier({ worker: pathToFileURL(entry), onCrash: () => crashes++ });
  for (let round = 0; round < 5; round++) expect(await one.ask(opened("number"))).toBeNull();
  expect(crashes).toBe(3);
  one.update([["/virtual/etl.ts", ""]]);
  expect(await one.ask(opened("number"))).toBeNull();
  expect(crashes).toBe(4);
});

test("after its end it answers null", async () => {
  const one = tier();
  const waiting = one.ask(opened("number"));
  await one.close();
  expect(await waiting).toBeNull();
  expect(await one.ask(opened("number"))).toBeNull();
});

test("a bundle of the thread finds the compiler where it is told to", async () => {
  const worker = join(scratch(), "typeWorker.cjs");
  await build({
    entryPoints: [fileURLToPath(WORKER)],
    outfile: worker,
    bundle: true,
    platform: "node",
    format: "cjs",
    define: { "import.meta.url": "importMetaUrl" },
    banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  });
  const tsMorph = createRequire(createRequire(import.meta.resolve("orchex-analysis")).resolve("ts-morph"));
  const typescript = tsMorph.resolve("@ts-morph/common/dist/typescript.js");
  const one = tier({ worker, compiler: { typescript, common: tsMorph.resolve("@ts-morph/common") } });
  expect((await one.ask(opened("number")))?.problems).toHaveLength(1);
  const crashes: string[] = [];
  const lost = tier({ worker, onCrash: ({ message }) => crashes.push(message) });
  expect(await lost.ask(opened("number"))).toBeNull();
  expect(crashes[0]).toContain("ts-morph");
});

function tier(options?: TypeTierOptions): TypeTier {
  const made = createTypeTier(options);
  tiers.push(made);
  return made;
}

/** The DAGs of the program, which is also on disk unless it is said where it is. */
function opened(type: string, file = join(scratch(), "etl.ts")): readonly DagNode[] {
  if (!file.startsWith("/virtual")) writeFileSync(file, program(type));
  const workspace = createWorkspace();
  workspace.set(file, program(type));
  return workspace.dags();
}

function program(type: string): string {
  return `
import { Dag } from "orchex";
const etl = new Dag("etl");
etl.task("extract", async () => ({ text: "" }));
etl.task("load", { requires: ["extract"] }, async (inputs: { extract: { text: ${type} } }) => inputs);
`;
}

function scratch(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "orchex-types-")));
  folders.push(folder);
  return folder;
}
