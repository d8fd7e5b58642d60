import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "../../support/until.ts";
import { answerInput, answerMessage, answerPick, command } from "./answers.ts";
import { fileUri, open } from "./editing.ts";
import { activated } from "./extension.ts";
import type { Tests } from "./suite.ts";
import { itemOf, treeShows } from "./treeText.ts";

/** Both tasks fail until a file is there: one waits an hour for its retry, the other is dead at once. */
const REPAIR = `import { existsSync } from "node:fs";
import { Dag } from "orchex";

export const repair = new Dag("repair");

function mend(): string {
  if (!existsSync("mended")) throw new Error("it is not mended");
  return "mended";
}

export const flaky = repair.task("flaky", { retries: 3, backoff: "1h" }, () => mend());

export const fragile = repair.task("fragile", { retries: 0 }, () => mend());
`;

const FILE = "dags/repair.ts";

const mended = async () => vscode.workspace.fs.writeFile(fileUri("mended"), new Uint8Array());

/** Starts a run whose tasks fail, and answers its item once one job waits for its retry and the other is dead. */
const brokenRun = async (): Promise<string> => {
  const { app } = await activated();
  await vscode.workspace.fs.delete(fileUri("mended")).then(undefined, () => {});
  const { asked } = await answerPick("Enqueue without inputs");
  await command("enqueue", await itemOf(app.trees.dags, /^repair/));
  await asked;
  await treeShows(app.trees.runs, /^repair [0-9a-f]{8} \| running[^]*^ {2}flaky \| failed[^]*^ {2}fragile \| dead/m);
  return itemOf(app.trees.runs, /^repair [0-9a-f]{8} \| running/);
};

/** The titles of the lenses above a task, each with what it does. */
const lenses = async (): Promise<readonly vscode.Command[]> => {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    fileUri(FILE),
  );
  return found.flatMap(({ command }) => command ?? []);
};

/** What fails, waits and is dead is given another life, in each of the ways there are. */
export const repairTests: Tests = {
  "Snapshot stores a version, and activates nothing": async () => {
    const { app } = await activated();
    await vscode.workspace.fs.writeFile(fileUri(FILE), new TextEncoder().encode(REPAIR));
    await treeShows(app.trees.dags, /^repair$/m, 1);
    await command("snapshot", await itemOf(app.trees.dags, /^repair/));
    await treeShows(app.trees.dags, /^repair \| no active snapshot$/m, 1);
    const folder = app.ledgers.projects[0]?.folder ?? "";
    const { snapshots } = await app.link.ask(folder, "snapshots", { dag: "repair" });
    assert.deepEqual(
      snapshots.map(({ active }) => active),
      [false],
    );
  },

  "a run of a DAG without an active snapshot is refused, and what is offered helps this DAG": async () => {
    const { app } = await activated();
    const { asked } = await answerPick("Enqueue without inputs");
    const { asked: told } = await answerMessage("Snapshot & Activate");
    await command("enqueue", await itemOf(app.trees.dags, /^repair/));
    await asked;
    assert.match((await told).message, /Enqueue Run: .*no active snapshot/);
    await treeShows(app.trees.dags, /^repair \| [0-9a-f]{8}$/m, 1);
  },

  "Retry Failed Jobs lets a job go at once that waits for its retry": async () => {
    const { app } = await activated();
    const { asked } = await answerInput("2");
    await command("startWorker", await itemOf(app.trees.dags, /^repair/));
    await asked;
    await brokenRun();
    await mended();
    await command("retryFailed", await itemOf(app.trees.dags, /^repair/));
    await treeShows(app.trees.runs, /^ {2}flaky \| succeeded[^]*^ {2}fragile \| dead/m);
  },

  "Retry All Dead Jobs of This Task: the run they belong to succeeds": async () => {
    const { app } = await activated();
    await command("retryTask", await itemOf(app.trees.dead, /^fragile \| repair/));
    await treeShows(app.trees.runs, /^repair [0-9a-f]{8} \| succeeded[^]*^ {2}fragile \| succeeded/m);
    await treeShows(app.trees.dead, /^$/);
  },

  "Retry Dead and Failed Jobs of This Run: it goes on under its id": async () => {
    const { app } = await activated();
    const run = await brokenRun();
    await mended();
    await command("retryRun", run);
    await until("this run has succeeded", () => app.trees.runs.node(run)?.description?.startsWith("succeeded"));
  },

  "the lens above a task retries its dead jobs, and is gone once none is dead": async () => {
    await brokenRun();
    await open(FILE);
    const lens = await until("it tells of the dead job", async () =>
      (await lenses()).find(({ title }) => title === "1 dead · retry"),
    );
    await mended();
    await command(lens.command.replace("orchex.", ""), ...((lens.arguments ?? []) as [unknown]));
    await until("it tells of none", async () => !(await lenses()).some(({ title }) => /dead/.test(title)));
  },

  "Copy Run Id and Show Run in Graph are about the run they are given on": async () => {
    const { app } = await activated();
    const run = await itemOf(app.trees.runs, /^repair/);
    const runId = app.trees.runs.node(run)?.about.runId;
    assert.ok(runId);
    await command("copyRunId", run);
    assert.equal(await vscode.env.clipboard.readText(), runId);
    const before = new Set(app.graphs.all);
    await command("showRunGraph", run);
    const panel = app.graphs.all.find((panel) => !before.has(panel));
    await until("the page has got the run", () =>
      panel?.sent.some((message) => message.type === "run" && message.run?.run === runId),
    );
  },
};
