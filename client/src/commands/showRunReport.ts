import * as vscode from "vscode";
import { pickRun } from "../ui/pickRun.ts";
import type { Command } from "./command.ts";

/** Opens a run as text that follows it. */
export const showRunReport: Command = async (app, about) => {
  const { folder, runId } = await pickRun(app, about, { title: vscode.l10n.t("Which run?") });
  await app.documents.show({ kind: "report", folder, runId });
};
