// Runs each workflow whole, through the command line, and checks how it went: node run.mjs [NAME...]
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { faults } from "./check.mjs";
import { workflows } from "./workflows.mjs";

const CLI = fileURLToPath(new URL("../../runtime/dist/cli/main.js", import.meta.url));
const HERE = fileURLToPath(new URL(".", import.meta.url));
const run = promisify(execFile);

await import("./generate.mjs");
await orchex("init-db");

const names = process.argv.slice(2);
const chosen = workflows().filter(({ name }) => names.length === 0 || names.includes(name));
const rows = [["workflow", "tasks", "edges", "all commands", "worker", "first start to end", "per task"]];
let failed = chosen.length === 0;
for (const workflow of chosen) {
  const { report, seconds, workerSeconds } = await runWorkflow(workflow);
  const found = faults(workflow, report);
  failed ||= found.length > 0;
  for (const fault of found.slice(0, 10)) console.error(fault);
  const { tasks } = workflow;
  const ms =
    Date.parse(report.finishedAt) - Math.min(...Object.values(report.tasks).map((job) => Date.parse(job.startedAt)));
  rows.push([
    workflow.name,
    String(tasks.length),
    String(tasks.reduce((sum, { requires }) => sum + requires.length, 0)),
    `${seconds.toFixed(1)} s`,
    `${workerSeconds.toFixed(1)} s`,
    `${ms} ms`,
    `${(ms / tasks.length).toFixed(2)} ms`,
  ]);
}
const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
for (const cells of rows) {
  console.log(cells.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]) : cell.padStart(widths[n]))).join("  "));
}
process.exitCode = failed ? 1 : 0;

async function runWorkflow({ name }) {
  const dag = `dags/${name}.generated.ts:workflow`;
  const startedAt = performance.now();
  await orchex("snapshot", "--activate", "--dag", dag, "--json");
  const { runId } = JSON.parse(await orchex("enqueue", "--dag", name, "--json"));
  const workerAt = performance.now();
  await orchex("worker", "--dag", dag, "--drain", "--poll-interval", "0.1");
  const workerSeconds = (performance.now() - workerAt) / 1000;
  const report = JSON.parse(await orchex("report", runId, "--json"));
  return { report, workerSeconds, seconds: (performance.now() - startedAt) / 1000 };
}

async function orchex(...args) {
  const { stdout } = await run(process.execPath, [CLI, ...args], { cwd: HERE, maxBuffer: 2 ** 28 });
  return stdout;
}
