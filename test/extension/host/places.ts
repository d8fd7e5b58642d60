import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import * as vscode from "vscode";
import { until } from "../../support/until.ts";
import { RunLinks } from "../../../client/src/runLinks.ts";
import { answerInput, answerMessage, cancelNextProgress, command, documentShown } from "./answers.ts";
import { diagnosedAs, fileUri } from "./editing.ts";
import { activated } from "./extension.ts";
import { orchex } from "./orchex.ts";
import type { Tests } from "./suite.ts";
import { itemOf, treeShows } from "./treeText.ts";

/** A module that takes an hour to load. */
const ENDLESS = `import { Dag } from "orchex";
export const endless = new Dag("endless");
endless.task("a", () => 1);
await new Promise((resolve) => setTimeout(resolve, 3_600_000));
`;

/** The command lines of the processes that work in a folder. */
const processesIn = (folder: string): readonly string[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return readlinkSync(`/proc/${name}/cwd`) === folder ? [readFileSync(`/proc/${name}/cmdline`, "utf8")] : [];
      } catch {
        return [];
      }
    });

/** Waits for an output channel in sight whose text fits. */
const outputShown = (fits: RegExp) =>
  until("the output is shown", () =>
    vscode.window.visibleTextEditors.some(
      ({ document }) => document.uri.scheme === "output" && fits.test(document.getText()),
    ),
  );

/** What opens something to read, and the beginning of a project. */
export const placeTests: Tests = {
  "Show Output of This Worker, also when it has ended; Drain Worker lets it end": async () => {
    const { app } = await activated();
    const worker = await itemOf(app.trees.workers, /^editor-.*running/);
    await command("showWorkerLog", worker);
    await outputShown(/worker/i);
    await command("drainWorker", worker);
    await until("its process has ended", () => app.workers.all.length === 0);
    await vscode.commands.executeCommand("workbench.action.closePanel");
    await command("showWorkerLog", {
      workerId: app.trees.workers.node(worker)?.about.workerId ?? worker.split("/").at(-1),
    });
    await outputShown(/worker/i);
  },

  "the id of a run that orchex prints in a terminal opens its report, and no other id does": async () => {
    const { app } = await activated();
    const links = new RunLinks(app.ledgers);
    const printed = await orchex(fileUri("").fsPath, "enqueue", "--dag=flow");
    const line = printed.split("\n").find((line) => /[0-9a-f]{8}-/.test(line)) ?? "";
    const [link] = await until("the run is known", () => {
      const found = links.provideTerminalLinks({ line });
      return found.length > 0 ? found : null;
    });
    assert.ok(link);
    assert.equal(line.slice(link.startIndex, link.startIndex + link.length), link.runId);
    assert.deepEqual(links.provideTerminalLinks({ line: `${link.runId.replace(/.$/, "x")} ${randomUUID()}` }), []);
    await links.handleTerminalLink(link);
    await documentShown((text) => text.startsWith(`Run ${link.runId} of flow`));
  },

  "Show Log shows what was written": async () => {
    await command("showLog");
    await outputShown(/Worker editor-[0-9a-f]{8} ended/);
  },

  "Get Started opens the walkthrough": async () => {
    await command("getStarted");
    // What is in the page is seen by the walk.
    await until("a page is in front that is no document", () => {
      const { activeTab } = vscode.window.tabGroups.activeTabGroup;
      return activeTab?.input === undefined && /Welcome|Walkthrough/.test(activeTab?.label ?? "");
    });
  },

  "Restart Language Server: the views come back": async () => {
    const { app } = await activated();
    const { pid } = app.server;
    await command("restartServer");
    await until("another server runs", () => app.server.pid !== undefined && app.server.pid !== pid);
    await treeShows(app.trees.dags, /^flow \| [0-9a-f]{8}/m, 1);
    await treeShows(app.trees.runs, /^flow [0-9a-f]{8} \| succeeded/m, 1);
  },

  "Initialise Project writes what is missing, leaves what is there, and what it wrote is sound": async () => {
    const { app } = await activated();
    const manifest = await vscode.workspace.fs.readFile(fileUri("package.json"));
    const { asked } = await answerMessage("");
    await command("initialiseProject");
    assert.match((await asked).message, /^Written: dags\/hello\.ts, tsconfig\.json\. Add .*`npm install orchex`/);
    assert.deepEqual(await vscode.workspace.fs.readFile(fileUri("package.json")), manifest);
    assert.match(vscode.window.activeTextEditor?.document.fileName ?? "", /hello\.ts$/);
    await treeShows(app.trees.dags, /^hello/m, 1);
    await diagnosedAs(fileUri("dags/hello.ts"), []);
    const { asked: again } = await answerMessage("");
    await command("initialiseProject");
    assert.match((await again).message, /Everything is there already/);
  },

  "cancelling what takes long ends it, without a word": async () => {
    const { app } = await activated();
    await vscode.workspace.fs.writeFile(fileUri("dags/endless.ts"), new TextEncoder().encode(ENDLESS));
    const item = await itemOf(app.trees.dags, /^endless/);
    const cancel = await cancelNextProgress();
    const given = command("snapshot", item);
    const loading = () => processesIn(fileUri("").fsPath).filter((line) => line.includes("snapshot"));
    await until("a process loads the module", () => loading().length > 0);
    cancel();
    await given;
    await until("it has ended", () => loading().length === 0);
    await vscode.workspace.fs.delete(fileUri("dags/endless.ts"));
  },

  "a worker that cannot begin says why, with its output": async () => {
    const { app } = await activated();
    await vscode.workspace.fs.writeFile(
      fileUri("dags/broken.ts"),
      new TextEncoder().encode(
        'import { Dag } from "orchex";\nexport const broken = new Dag("broken");\nbroken.task("a", () => 1);\nthrow new Error("it breaks while it loads");\n',
      ),
    );
    await treeShows(app.trees.dags, /^broken/m, 1);
    const { asked } = await answerInput("1");
    const { asked: told } = await answerMessage("Show Output");
    await command("startWorker", await itemOf(app.trees.dags, /^broken/));
    await asked;
    assert.match((await told).message, /Worker editor-[0-9a-f]{8}/);
    await outputShown(/it breaks while it loads/);
    await vscode.workspace.fs.delete(fileUri("dags/broken.ts"));
  },
};
