import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as vscode from "vscode";
import { until } from "../../support/until.ts";
import { PROFILES } from "../../support/vscode/profiles.ts";
import { diagnosedAs, fileUri, open, replace } from "./editing.ts";
import { activated, EXTENSION } from "./extension.ts";
import { runTests } from "./suite.ts";

export const run = () =>
  runTests({
    "opening a folder that has no orchex.config activates nothing": () => {
      assert.equal(vscode.extensions.getExtension(EXTENSION)?.isActive, false);
      return Promise.resolve();
    },

    "TypeScript without Orchex activates it, which reads one file and starts nothing": async () => {
      await open("plain.ts");
      await until("it is active", () => vscode.extensions.getExtension(EXTENSION)?.isActive);
      const { app } = await activated();
      const { extensionPath } = app.extension;
      const loaded = Object.keys(createRequire(__filename).cache).filter((file) => file.startsWith(extensionPath));
      assert.deepEqual(loaded, [join(extensionPath, "dist-extension", "extension.cjs")]);
      await vscode.workspace.findFiles("**/package.json");
      assert.equal(app.server.pid, undefined);
    },

    "a document that mentions orchex starts the language server": async () => {
      const { app } = await activated();
      await open("dags/etl.ts");
      await until("it runs", () => app.server.client !== undefined);
    },

    "every command of the manifest is registered, and none twice": async () => {
      await activated();
      const extension = vscode.extensions.getExtension(EXTENSION);
      assert.ok(extension);
      const { contributes } = extension.packageJSON as { contributes: { commands: { command: string }[] } };
      const all = await vscode.commands.getCommands(true);
      for (const { command } of contributes.commands) assert.ok(all.includes(command), command);
      assert.equal(new Set(contributes.commands.map(({ command }) => command)).size, contributes.commands.length);
    },

    "a cycle is underlined while it is typed, and gone when it is": async () => {
      const editor = await open("dags/etl.ts");
      const { uri } = editor.document;
      await diagnosedAs(uri, []);
      await replace(editor, 'etl.task("extract", async', 'etl.task("extract", { requires: ["load"] }, async');
      await until("a cycle is told", () =>
        vscode.languages.getDiagnostics(uri).some(({ code }) => JSON.stringify(code)?.includes("dag.cycle")),
      );
      await vscode.commands.executeCommand("undo");
      await diagnosedAs(uri, []);
    },

    "a document that never mentions orchex has no diagnostics of ours": async () => {
      const editor = await open("plain.ts");
      await diagnosedAs(editor.document.uri, []);
    },

    "orchex check is a task, and what it finds becomes problems": async () => {
      const wrong = fileUri("dags/wrong.ts");
      const text =
        'import { Dag } from "orchex";\nexport const wrong = new Dag("wrong");\nwrong.task("a", { requires: ["b"] }, () => 1);\n';
      await vscode.workspace.fs.writeFile(wrong, new TextEncoder().encode(text));
      const [task] = await vscode.tasks.fetchTasks({ type: "orchex" });
      assert.ok(task);
      // The oldest one has no terminal here, which a task runs in: its native module is not built.
      if (vscode.version === PROFILES.oldest.vscode) return;
      const ended = new Promise<number | undefined>((resolve) => {
        vscode.tasks.onDidEndTaskProcess(({ exitCode }) => resolve(exitCode));
      });
      await vscode.tasks.executeTask(task);
      assert.equal(await ended, 1);
      await until("the problem is shown", () =>
        vscode.languages
          .getDiagnostics(wrong)
          .some(
            ({ source, code, range }) =>
              source === "orchex check" && code === "task.unknown-requirement" && range.start.line === 2,
          ),
      );
    },

    "the DAGs are tests, at their places": async () => {
      const { checks } = await activated();
      await until("both DAGs are listed", () => checks.controller.items.size === 2);
      const found = [...checks.controller.items].map(([, { label, range }]) => `${label} ${range?.start.line}`);
      assert.deepEqual(found, ["etl 2", "wrong 1"]);
      await vscode.workspace.fs.delete(fileUri("dags/wrong.ts"));
      await until("one is gone", () => checks.controller.items.size === 1);
    },

    "a closed server comes back by itself, with its diagnostics": async () => {
      const { app } = await activated();
      const editor = await open("dags/etl.ts");
      const { pid } = app.server;
      assert.ok(pid !== undefined);
      process.kill(pid, "SIGKILL");
      await until(
        "another server runs",
        () => app.server.pid !== undefined && app.server.pid !== pid && app.server.client !== undefined,
      );
      await replace(editor, "requires: [extract]", 'requires: [extract, "nothing"]');
      await until("its diagnostics are there", () =>
        vscode.languages
          .getDiagnostics(fileUri("dags/etl.ts"))
          .some(({ code }) => JSON.stringify(code)?.includes("task.unknown-requirement")),
      );
      await vscode.commands.executeCommand("undo");
    },

    "Restart Language Server starts another one": async () => {
      const { app } = await activated();
      const { pid } = app.server;
      await vscode.commands.executeCommand("orchex.restartServer");
      await until("another server runs", () => app.server.pid !== undefined && app.server.pid !== pid);
    },
  });
