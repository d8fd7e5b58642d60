import * as vscode from "vscode";
import type { Command } from "./command.ts";

/** Shows what a worker of this window has written. */
export const showWorkerLog: Command = async (app, { workerId }) => {
  const worker = app.workers.all.find(({ id }) => id === workerId);
  if (worker === undefined) throw new Error(vscode.l10n.t("That worker was not started from this window."));
  if (worker.output !== null) worker.output.show(true);
  else if (worker.logFile !== null) await vscode.window.showTextDocument(vscode.Uri.file(worker.logFile));
};
