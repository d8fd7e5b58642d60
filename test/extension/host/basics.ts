import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "../../support/until.ts";
import { diagnosedAs, fileUri, open, replace } from "./editing.ts";
import { activated, EXTENSION } from "./extension.ts";
import { runTests } from "./suite.ts";

export const run = () =>
  runTests({
    "a TypeScript document activates it": async () => {
      await open("dags/etl.ts");
      await until("it is active", () => vscode.extensions.getExtension(EXTENSION)?.isActive);
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
