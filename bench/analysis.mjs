#!/usr/bin/env node
/**
 * The static analysis of `orchex-analysis` in process, beside what its parser alone costs: CPU until everything is
 * diagnosed, memory, and how long a keystroke and a completion take. Each size is a fresh process. Ratios within one run
 * are what to look at.
 *
 *   node analysis.mjs [--tasks 1000,10000] [--edits 300]
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { syntheticWorkspace } from "./syntheticWorkspace.mjs";

const { values: options } = parseArgs({
  options: {
    tasks: { type: "string", default: "1000,10000" },
    edits: { type: "string", default: "300" },
    measure: { type: "string" },
  },
});

if (options.measure === undefined) compare();
else await measure(options.measure, Number(options.tasks), Number(options.edits));

function compare() {
  for (const tasks of options.tasks.split(",")) {
    const [analysis, parser] = ["analysis", "parser"].map((what) => run(what, tasks));
    console.log(`\n${tasks} tasks in ${analysis.files} files (${parser.megabytes} MB)`);
    console.log(
      `  cold CPU        ${analysis.cpuMs} ms, the parser alone ${parser.cpuMs} ms: ${(analysis.cpuMs / parser.cpuMs).toFixed(2)}x`,
    );
    console.log(`  memory          ${analysis.peakMb} MB, the parser alone ${parser.peakMb} MB`);
    console.log(`  idle tier CPU   ${analysis.idleMs} ms`);
    for (const [name, times] of Object.entries(analysis.times)) {
      console.log(`  ${name.padEnd(15)} p50 ${times.p50.toFixed(2)} ms, p95 ${times.p95.toFixed(2)} ms`);
    }
    console.log(`  problems        ${JSON.stringify(analysis.problems)}`);
  }
}

function run(what, tasks) {
  const args = [
    "--expose-gc",
    fileURLToPath(import.meta.url),
    "--measure",
    what,
    "--tasks",
    tasks,
    "--edits",
    options.edits,
  ];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1e8 }));
}

async function measure(what, tasks, edits) {
  const files = syntheticWorkspace(tasks);
  const report = what === "parser" ? await parserAlone(files) : await analysed(files, edits);
  console.log(JSON.stringify({ files: files.size, ...report }));
}

async function parserAlone(files) {
  const { loadTypeScript } = await import("../analysis/dist/source/typescript.js");
  const start = cpuMs();
  const ts = loadTypeScript();
  for (const [file, text] of files) ts.createSourceFile(file, text, ts.ScriptTarget.ESNext);
  const megabytes = ([...files.values()].reduce((sum, text) => sum + text.length, 0) / 1e6).toFixed(1);
  return { cpuMs: Math.round(cpuMs() - start), peakMb: peakMb(), megabytes };
}

async function analysed(files, edits) {
  const { createWorkspace } = await import("../analysis/dist/index.js");
  const start = cpuMs();
  const workspace = createWorkspace({ read: (file) => files.get(file) ?? null });
  workspace.setAll(files);
  const problems = {};
  for (const file of workspace.files()) {
    for (const { code } of workspace.problems(file)) problems[code] = (problems[code] ?? 0) + 1;
  }
  const cold = { cpuMs: Math.round(cpuMs() - start), peakMb: peakMb(), problems };
  const idle = cpuMs();
  while (workspace.idle(50) !== null);
  const idleMs = Math.round(cpuMs() - idle);
  return { ...cold, idleMs, times: keystrokes(workspace, files, edits) };
}

function keystrokes(workspace, files, edits) {
  const [file, text] = [...files].find(([name]) => name.endsWith("f0/tasks1.ts"));
  const at = (needle) => text.indexOf(needle) + needle.length;
  const type = (offset, on) => {
    const now = on ? `${text.slice(0, offset)}q${text.slice(offset)}` : text;
    workspace.set(file, now);
    workspace.problems(file);
  };
  const [inBody, inRequires, inName] = [at("const rows = "), at('requires: ["'), at('dag.task("')];
  const lines = text.slice(0, inRequires).split("\n");
  const position = { line: lines.length - 1, character: lines.at(-1).length };
  return {
    "typed in a body": timed(edits, (edit) => type(inBody, edit % 2 === 0)),
    "in requires": timed(edits, (edit) => type(inRequires, edit % 2 === 0)),
    "in a name": timed(edits, (edit) => type(inName, edit % 2 === 0)),
    completion: timed(edits, () => workspace.completionAt(file, position)),
  };
}

/** Times of a repeated action, without those in which it warms up. */
function timed(times, action) {
  const taken = [];
  for (let turn = -times / 5; turn < times; turn++) {
    const start = performance.now();
    action(turn);
    if (turn >= 0) taken.push(performance.now() - start);
  }
  taken.sort((a, b) => a - b);
  return { p50: taken[Math.floor(taken.length * 0.5)], p95: taken[Math.floor(taken.length * 0.95)] };
}

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}

function peakMb() {
  return Math.round(process.resourceUsage().maxRSS / 1e3);
}
