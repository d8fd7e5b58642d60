import * as vscode from "vscode";
import type { Command } from "./command.ts";

/** Shows what a worker of this window has written. */
export const showWorkerLog: Command = async (app, { workerId }) => {
  if (workerId !== undefined && (await app.workers.showOutput(workerId))) return;
  throw new Error(vscode.l10n.t("That worker was not started from this window."));
};
