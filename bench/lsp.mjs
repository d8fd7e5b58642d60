// node bench/lsp.mjs [--tasks 1000,10000] [--rounds 3] [--edits 100] [--servers ours,ours/cache,typescript,empty]
//
// The built language server beside TypeScript 7's own and an empty one, all driven over stdio in one interleaved run.
// Milliseconds are this machine's; the ratios are what to look at. Needs `npm run build`.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Client } from "./lsp/client.mjs";
import { writeWorkspace } from "./lsp/workspace.mjs";
import { median, quantile } from "./statistics.mjs";

const { values: given } = parseArgs({
  options: {
    tasks: { type: "string", default: "1000,10000" },
    rounds: { type: "string", default: "3" },
    edits: { type: "string", default: "100" },
    servers: { type: "string", default: "ours,ours/cache,typescript,empty" },
  },
});

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "orchex-lsp-"));
const ours = [process.execPath, at("../server/dist/main.cjs"), "--stdio"];
const servers = {
  // Only the compiled code is warm, as after any start since the last update; what files say is not.
  ours: { command: ours, env: () => ({ ORCHEX_CACHE: join(scratch, "code") }) },
  "ours/cache": { command: ours, env: () => ({ ORCHEX_CACHE: join(scratch, "all") }) },
  typescript: { command: [at("../node_modules/.bin/tsc"), "--lsp", "--stdio"], env: () => ({}) },
  empty: { command: [process.execPath, at("./lsp/emptyServer.cjs"), "--stdio"], env: () => ({}) },
};
const METRICS = ["first diagnostics ms", "keystroke p50 ms", "keystroke p95 ms", "completion p95 ms", "peak memory MB"];

const chosen = given.servers.split(",");
try {
  for (const tasks of given.tasks.split(",").map(Number)) {
    const folder = join(scratch, String(tasks));
    const target = writeWorkspace(folder, tasks);
    // Fills the caches; not measured.
    for (const name of chosen) await measure(name, folder, target, 2, 7000);
    const results = new Map(chosen.map((name) => [name, []]));
    for (let round = 0; round < Number(given.rounds); round++) {
      for (const name of chosen) results.get(name).push(await measure(name, folder, target, Number(given.edits), 0));
    }
    print(tasks, results);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function measure(name, folder, { file, needle }, edits, restMs) {
  if (name === "ours") rmSync(join(scratch, "code/facts"), { recursive: true, force: true });
  const started = performance.now();
  const client = new Client(servers[name].command, folder, servers[name].env());
  await client.initialize();
  const uri = pathToFileURL(file).href;
  const text = readFileSync(file, "utf8");
  client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text } });
  const without = errorsIn(await client.diagnostics(uri));
  const first = performance.now() - started;
  const { keystrokes, completions, stale } = await type({ client, uri, text, needle, edits, without });
  if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
  await client.stop();
  if (stale > 0 && name.startsWith("ours")) throw new Error(`${stale} answers of ${name} were about an older text`);
  return [
    first,
    quantile(keystrokes, 0.5),
    quantile(keystrokes, 0.95),
    quantile(completions, 0.95),
    client.peakKb / 1024,
  ];
}

/** Types a letter into a required name and takes it out again; every other list must have one problem more. */
async function type({ client, uri, text, needle, edits, without }) {
  const before = text.slice(0, text.indexOf(needle) + needle.length - 1).split("\n");
  const position = { line: before.length - 1, character: before.at(-1).length };
  const after = { line: position.line, character: position.character + 1 };
  const keystrokes = [];
  const completions = [];
  let stale = 0;
  for (let edit = 0; edit < edits * 2; edit++) {
    const isTyping = edit % 2 === 0;
    const change = { range: { start: position, end: isTyping ? position : after }, text: isTyping ? "q" : "" };
    const began = performance.now();
    client.notify("textDocument/didChange", { textDocument: { uri, version: edit + 2 }, contentChanges: [change] });
    const errors = errorsIn(await client.diagnostics(uri));
    keystrokes.push(performance.now() - began);
    if (errors !== without + (isTyping ? 1 : 0)) stale++;
    if (edit % 4 !== 0) continue;
    const asked = performance.now();
    await client.request("textDocument/completion", { textDocument: { uri }, position, context: { triggerKind: 1 } });
    completions.push(performance.now() - asked);
  }
  return { keystrokes, completions, stale };
}

function print(tasks, results) {
  console.log(`\n${tasks} tasks`);
  const peers = chosen.filter((name) => !name.startsWith("ours"));
  const own = chosen.filter((name) => name.startsWith("ours"));
  for (const [index, metric] of METRICS.entries()) {
    const medians = new Map(chosen.map((name) => [name, median(results.get(name).map((round) => round[index]))]));
    const ratios = own.flatMap((mine) =>
      peers.map((peer) => `${mine} : ${peer} ${(medians.get(mine) / medians.get(peer)).toFixed(2)}x`),
    );
    console.log(
      `  ${metric.padEnd(22)}${[...medians].map(([name, value]) => `${name} ${value.toPrecision(3)}`).join("   ")}`,
    );
    console.log(`  ${"".padEnd(22)}${ratios.join("   ")}`);
  }
}

/** Hints come and go by themselves, when the server has the time to look for them. */
function errorsIn(diagnostics) {
  return diagnostics.filter(({ severity }) => severity === 1).length;
}
