import * as vscode from "vscode";
import type { Command } from "./command.ts";

/** Copies the id of a run. */
export const copyRunId: Command = async (_app, { runId }) => {
  if (runId === undefined) throw new Error(vscode.l10n.t("Choose a run in the Runs view."));
  await vscode.env.clipboard.writeText(runId);
};
