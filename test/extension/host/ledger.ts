import assert from "node:assert/strict";
import * as vscode from "vscode";
import { InputDocuments } from "../../../client/src/documents/inputDocuments.ts";
import { until } from "../../support/until.ts";
import { answerInput, answerMessage, answerPick, command, commandsDone, documentShown } from "./answers.ts";
import { databaseTests } from "./databases.ts";
import { open, replace } from "./editing.ts";
import { activated } from "./extension.ts";
import { placeTests } from "./places.ts";
import { repairTests } from "./repairs.ts";
import { runTests } from "./suite.ts";
import { itemOf, treeShows, treeText } from "./treeText.ts";

const contextIs = async (key: string, value: unknown) => {
  const { app } = await activated();
  await until(
    `orchex.${key} is ${String(value)}`,
    () => (app.context.values as Record<string, unknown>)[key] === value,
  );
};

export const run = () =>
  runTests({
    "the DAGs of the code are shown without a database, tasks in waves and below them what they require": async () => {
      const { app } = await activated();
      await open("dags/flow.ts");
      const text = await treeShows(app.trees.dags, /load/);
      assert.equal(
        text,
        [
          "flow",
          "  Wave 1 | 1 task",
          "    extract",
          "  Wave 2 | 1 task",
          "    check",
          "      extract | is required",
          "  Wave 3 | 1 task",
          "    load",
          "      extract | is required",
          "      check | is required",
        ].join("\n"),
      );
      await contextIs("hasDags", true);
      await contextIs("isReading", false);
      await contextIs("live", "off");
    },

    "Start Embedded Database connects": async () => {
      await command("startDatabase");
      await contextIs("live", "connected");
    },

    "Snapshot & Activate stores and activates, without a question where nothing was active": async () => {
      const { app } = await activated();
      await command("snapshotAndActivate", await itemOf(app.trees.dags, /^flow/));
      await treeShows(app.trees.dags, /^flow \| [0-9a-f]{8}$/m, 1);
      await contextIs("hasSnapshot", true);
    },

    "Enqueue Run without inputs makes a run that waits": async () => {
      const { app } = await activated();
      const { asked } = await answerPick("Enqueue without inputs");
      await command("enqueue", await itemOf(app.trees.dags, /^flow/));
      await asked;
      await treeShows(app.trees.runs, /^flow [0-9a-f]{8} \| running · 0 of 3/m);
      await treeShows(app.trees.queue, /^flow \| 3 pending.*\n[^]*runs that are not finished \| 1/m);
    },

    "inputs are a document, remembered for the next run, and refused when they are no object": async () => {
      const { app } = await activated();
      const { asked } = await answerPick("Edit inputs");
      await command("enqueue", await itemOf(app.trees.dags, /^flow/));
      await asked;
      const editor = vscode.window.activeTextEditor;
      assert.match(editor?.document.fileName ?? "", /flow\.inputs\.json$/);
      assert.ok(editor);
      // Another window knows what it is for.
      assert.equal(new InputDocuments(app.extension).subjectOf(editor.document.uri)?.dag, "flow");
      await replace(editor, editor.document.getText(), "[1]");
      const { asked: refused } = await answerMessage("");
      await command("enqueueInputs", editor.document.uri);
      assert.match((await refused).message, /have to be a JSON object/);
      await replace(editor, "[1]", '{ "mode": "die" }');
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        "vscode.executeCodeLensProvider",
        editor.document.uri,
      );
      assert.ok(lenses.some(({ command }) => command?.command === "orchex.enqueueInputs"));
      await command("enqueueInputs", editor.document.uri);
      await treeShows(app.trees.runs, /(flow [0-9a-f]{8} \| running[^]*){2}/, 1);
      const { asked: labels } = await answerPick("last inputs");
      await command("enqueue", await itemOf(app.trees.dags, /^flow/));
      assert.deepEqual(await labels, ["Enqueue with the last inputs", "Enqueue without inputs", "Edit inputs…"]);
      await treeShows(app.trees.runs, /(flow [0-9a-f]{8} \| running[^]*){3}/, 1);
    },

    "Cancel Run asks, then cancels": async () => {
      const { app } = await activated();
      const { asked } = await answerMessage("Cancel Run");
      await command("cancelRun", await itemOf(app.trees.runs, /^flow/));
      await asked;
      await treeShows(app.trees.runs, /flow [0-9a-f]{8} \| cancelled/, 1);
    },

    "the graph opens, draws the DAG and follows the newest run": async () => {
      const { app } = await activated();
      await command("showGraph", { dag: "flow", uri: (await open("dags/flow.ts")).document.uri.toString() });
      const [panel] = app.graphs.all;
      assert.ok(panel);
      await until("the page has got the graph", () =>
        panel.sent.some((message) => message.type === "graph" && message.graph.tasks.length === 3),
      );
      const runId = app.ledgers.projects[0]?.runs?.find(({ status }) => status === "running")?.runId;
      assert.ok(runId);
      await app.graphs.follow(app.ledgers.projects[0]?.folder ?? "", "flow", runId);
      await until("the page has got the run", () =>
        panel.sent.some((message) => message.type === "run" && message.run?.run === runId),
      );
    },

    "a worker started from the editor runs what waits, and the graph sees jobs move": async () => {
      const { app } = await activated();
      const { asked } = await answerInput("3");
      await command("startWorker", await itemOf(app.trees.dags, /^flow/));
      assert.match((await asked).prompt ?? "", /at once/);
      await treeShows(app.trees.workers, /^editor-[0-9a-f]{8} \| this window · running · \d of 3 jobs/m);
      await contextIs("hasWorker", true);
      await treeShows(app.trees.runs, /flow [0-9a-f]{8} \| succeeded/, 1);
      await contextIs("hasSucceededRun", true);
      const [panel] = app.graphs.all;
      assert.ok(panel);
      await until("the page has seen jobs move", () => panel.sent.some(({ type }) => type === "jobs"));
    },

    "a run opens to its jobs, and a job to its inputs and result": async () => {
      const { app } = await activated();
      const runItem = await itemOf(app.trees.runs, /^flow .*\| succeeded/);
      await treeText(app.trees.runs);
      const job = await itemOf(app.trees.runs, /^check \| succeeded/, runItem);
      await command("openInputs", job);
      assert.deepEqual(JSON.parse(await documentShown((text) => text.includes("extract"))), {
        extract: { mode: "fine" },
      });
      await command("openResult", job);
      assert.equal(JSON.parse(await documentShown((text) => text.trim() === "4")), 4);
      await command("openJob", job);
      const whole = JSON.parse(await documentShown((text) => text.includes("history"))) as Record<string, unknown>;
      assert.equal(whole["status"], "succeeded");
      assert.equal(whole["result"], 4);
      assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, "orchex");
    },

    "a dead job is found under Dead Jobs, with its error, attempts and a badge": async () => {
      const { app } = await activated();
      await treeShows(
        app.trees.dead,
        /^check \| flow · 1\n {2}Error: it was told to die.*run [0-9a-f]{8} · \d+ attempts/m,
      );
      assert.equal(app.trees.dead.view.badge?.value, 1);
      const job = await itemOf(app.trees.dead, /told to die/);
      await command("copyError", job);
      assert.match(await vscode.env.clipboard.readText(), /Error: it was told to die/);
      await command("openError", job);
      await documentShown((text) => text.includes("it was told to die"));
      await command("openCode", job);
      const editor = vscode.window.activeTextEditor;
      assert.match(editor?.document.fileName ?? "", /flow\.ts$/);
      assert.match(editor?.document.lineAt(editor.selection.active.line).text ?? "", /check/);
    },

    "Show Run Report tells the run as text, and follows it": async () => {
      const { app } = await activated();
      await command("showRunReport", await itemOf(app.trees.runs, /^flow .*\| failed/));
      const text = await documentShown((text) => text.includes("Status: failed"));
      assert.match(text, /^check\s+dead, attempts: 2/m);
      assert.match(text, /^load\s+blocked/m);
    },

    "a changed DAG has drifted; comparing shows both graphs; activating tells what changes": async () => {
      const { app } = await activated();
      const editor = await open("dags/flow.ts");
      await replace(editor, 'if (extract.mode === "die") throw new Error("it was told to die");', "");
      await replace(editor, "requires: [extract, check]", "requires: [check]");
      await replace(editor, "({ extract, check })", "({ check })");
      await replace(editor, "extract.mode.length + check", "check + 1");
      await treeShows(app.trees.dags, /^flow \| [0-9a-f]{8} · \d drifted$/m, 1);
      await command("compareWithActive", await itemOf(app.trees.dags, /^flow/));
      await until("a diff editor is open", () =>
        vscode.window.tabGroups.all.some(({ activeTab }) => activeTab?.input instanceof vscode.TabInputTextDiff),
      );
      const texts = await until("both graphs are read", () => {
        const graphs = vscode.workspace.textDocuments.filter(
          ({ uri }) => uri.scheme === "orchex" && /\.(active|code)\.txt$/.test(uri.path),
        );
        return graphs.length === 2 && graphs.every((document) => document.getText() !== "") ? graphs : null;
      });
      const text = (kind: string) => texts.find(({ uri }) => uri.path.includes(kind))?.getText() ?? "";
      assert.match(text("active"), /task load\n {2}requires check\n {2}requires extract\n/);
      assert.match(text("code"), /task load\n {2}requires check\n(?! {2}requires)/);
      const { asked } = await answerMessage("Snapshot & Activate");
      await command("snapshotAndActivate", await itemOf(app.trees.dags, /^flow/));
      const { detail, choices } = await asked;
      assert.match(detail, /load requires other tasks/);
      assert.match(detail, /No run is in flight on the old version|Runs in flight/);
      assert.deepEqual(choices, ["Snapshot & Activate", "Compare"]);
      await treeShows(app.trees.dags, /^flow \| [0-9a-f]{8}$/m, 1);
    },

    "a dead job that is retried succeeds with the fixed code, its run with it": async () => {
      const { app } = await activated();
      await command("retryJob", await itemOf(app.trees.dead, /told to die/));
      await until("no job is dead", () => app.trees.dead.view.badge === undefined);
      await treeShows(app.trees.dead, /^$/);
      await treeShows(app.trees.runs, /(flow [0-9a-f]{8} \| succeeded[^]*){2}/, 1);
    },

    "Activate Older Snapshot goes back": async () => {
      const { app } = await activated();
      const before = await treeText(app.trees.dags, 1);
      const { snapshots } = await app.link.ask(app.ledgers.projects[0]?.folder ?? "", "snapshots", { dag: "flow" });
      const older = snapshots.find(({ active }) => !active);
      assert.ok(older);
      const { asked: picked } = await answerPick(older.version.slice(0, 8));
      await command("activateOlder", await itemOf(app.trees.dags, /^flow/));
      await picked;
      await treeShows(app.trees.dags, new RegExp(`^flow \\| ${older.version.slice(0, 8)}`, "m"), 1);
      assert.notEqual(await treeText(app.trees.dags, 1), before);
    },

    "the status bar tells the version, and what is dead only while something is": async () => {
      const { app, statusBar } = await activated();
      await open("dags/flow.ts");
      const version = app.ledgers.projects[0]?.dags?.[0]?.version ?? "";
      await until("it tells the version", () => statusBar.text === `$(type-hierarchy) ${version.slice(0, 8)}`);
    },

    "pausing, resuming and stopping a worker": async () => {
      const { app } = await activated();
      const worker = await itemOf(app.trees.workers, /^editor-/);
      await command("pauseWorker", worker);
      await treeShows(app.trees.workers, /\| this window · paused/);
      await command("resumeWorker", worker);
      await treeShows(app.trees.workers, /\| this window · running/);
      await command("stopWorker", worker);
      await until("its process has ended", () => app.workers.all.length === 0);
      await treeShows(app.trees.workers, /^$|stopped/);
    },

    ...repairTests,
    ...databaseTests,
    ...placeTests,

    "Stop Embedded Database asks, and the views say what to do": async () => {
      const { asked } = await answerMessage("Stop");
      await command("stopDatabase");
      await asked;
      await contextIs("live", "off");
    },

    "no command of the manifest was left out": async () => {
      const { app } = await activated();
      const { contributes } = app.extension.extension.packageJSON as {
        contributes: { commands: { command: string }[] };
      };
      const names = contributes.commands.map(({ command }) => command.replace("orchex.", ""));
      assert.deepEqual(
        names.filter((name) => !commandsDone.has(name)),
        [],
      );
    },
  });
