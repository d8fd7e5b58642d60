import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import * as vscode from "vscode";
import { CheckTasks } from "../../../client/src/checkTasks.ts";
import { until } from "../../support/until.ts";
import { answerMessage, command } from "./answers.ts";
import { fileUri, open } from "./editing.ts";
import { activated } from "./extension.ts";
import { runTests } from "./suite.ts";
import { treeShows } from "./treeText.ts";

const sprung = () => readdirSync(process.env["ORCHEX_TEST_SPRUNG"] ?? "");

/** Everything that a user could do here that would run something, or reach a database. */
const REFUSED = [
  "snapshot",
  "snapshotAndActivate",
  "activateOlder",
  "compareWithActive",
  "retryDead",
  "retryFailed",
  "startWorker",
  "setDatabase",
  "initialiseDatabase",
  "startDatabase",
  "initialiseProject",
] as const;

export const run = () =>
  runTests({
    "the workspace is not trusted": async () => {
      assert.equal(vscode.workspace.isTrusted, false);
      await open("dags/evil.ts");
    },

    "its DAGs are shown and checked from their source": async () => {
      const { app } = await activated();
      await treeShows(app.trees.dags, /^evil$/m);
      await treeShows(app.trees.dags, /^importer$/m);
      await open("dags/names.ts");
      await until("an unknown requirement is told", () =>
        vscode.languages
          .getDiagnostics(fileUri("dags/names.ts"))
          .some(({ code }) => JSON.stringify(code)?.includes("task.unknown-requirement")),
      );
    },

    "names that are Markdown, HTML or commands stay text": async () => {
      const { app } = await activated();
      await treeShows(app.trees.dags, /\[x\]\(command:workbench/);
      const walk = async (id?: string): Promise<void> => {
        for (const child of await app.trees.dags.getChildren(id)) {
          const { tooltip } = app.trees.dags.getTreeItem(child);
          if (tooltip instanceof vscode.MarkdownString) {
            assert.ok(tooltip.isTrusted !== true && tooltip.supportHtml !== true);
            assert.doesNotMatch(tooltip.value, /\]\(command:/);
          }
          await walk(child);
        }
      };
      await walk();
    },

    "settings of the folder that decide what is started are not taken": async () => {
      const { setting } = await activated();
      assert.deepEqual(setting("worker.environment"), []);
      assert.equal(setting("worker.endWithWindow"), true);
    },

    "no database is looked for: the link stays off": async () => {
      const { app } = await activated();
      assert.deepEqual(app.ledgers.projects, []);
      assert.equal(app.context.values.live, "off");
      await assert.rejects(app.link.ask(fileUri("").fsPath, "dags", {}));
      assert.equal(await app.database.of(fileUri("").fsPath), null);
    },

    "every command that would run something is refused, in words": async () => {
      for (const name of REFUSED) {
        const { asked } = await answerMessage("");
        await command(name, { dag: "evil", uri: fileUri("dags/evil.ts").toString() });
        assert.notEqual((await asked).message, "", name);
      }
      const { app } = await activated();
      await assert.rejects(
        app.workers.start({ folder: fileUri("").fsPath, addresses: ["dags/evil.ts:evil"], concurrency: 1 }),
      );
      assert.deepEqual(app.workers.all, []);
    },

    "no task is offered": async () => {
      const { app } = await activated();
      assert.deepEqual(new CheckTasks(app.extension).provideTasks(), []);
    },

    "every file of the folder can be looked at": async () => {
      for (const uri of await vscode.workspace.findFiles("dags/*.{ts,cjs}", null, 100)) {
        const document = await vscode.workspace.openTextDocument(uri);
        await vscode.commands.executeCommand("vscode.executeDocumentSymbolProvider", document.uri);
        await vscode.commands.executeCommand("vscode.executeCodeLensProvider", document.uri);
        await vscode.commands.executeCommand("vscode.executeHoverProvider", document.uri, new vscode.Position(1, 20));
      }
    },

    "the server is restarted with the traps in place": async () => {
      const { app } = await activated();
      await command("restartServer");
      await treeShows(app.trees.dags, /^evil$/m);
    },

    "no trap is sprung": async () => {
      assert.deepEqual(sprung(), []);
    },
  });
