import assert from "node:assert/strict";
import * as vscode from "vscode";
import { CheckTasks } from "../../../client/src/checkTasks.ts";
import { until } from "../../support/until.ts";
import { command } from "./answers.ts";
import { open } from "./editing.ts";
import { activated } from "./extension.ts";
import { runTests } from "./suite.ts";
import { treeShows } from "./treeText.ts";

export const run = () =>
  runTests({
    "a folder that is not trusted is only read": async () => {
      const { app } = await activated();
      assert.equal(vscode.workspace.isTrusted, false);
      await open("dags/flow.ts");
      await treeShows(app.trees.dags, /^flow$/m, 1);
      assert.deepEqual(app.ledgers.projects, []);
      assert.deepEqual(new CheckTasks(app.extension).provideTasks(), []);
    },

    "trust that is granted later starts the link, in the same window and with the same server": async () => {
      const { app } = await activated();
      const { pid } = app.server;
      assert.ok(pid !== undefined);
      await vscode.commands.executeCommand("workbench.trust.manage");
      await until("somebody has trusted it", () => vscode.workspace.isTrusted);
      await until("the link looks for a database", () => app.ledgers.projects[0]?.link?.state === "noDatabase");
      assert.equal(app.server.pid, pid);
      assert.equal(new CheckTasks(app.extension).provideTasks().length, 1);
    },

    "what was refused before works from then on": async () => {
      const { app } = await activated();
      await command("startDatabase");
      await until("it is connected", () => app.context.values.live === "connected");
    },
  });
