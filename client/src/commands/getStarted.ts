import * as vscode from "vscode";
import type { Command } from "./command.ts";

/** Opens the walkthrough. */
export const getStarted: Command = async (app) => {
  await vscode.commands.executeCommand(
    "workbench.action.openWalkthrough",
    `${app.extension.extension.id}#start`,
    false,
  );
};
