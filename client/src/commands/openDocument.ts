import * as vscode from "vscode";
import { pickFolder } from "../ui/pickFolder.ts";
import type { Command } from "./command.ts";

/** Opens what a job got, what it gave or what it said, or all of it, read-only. */
export function openDocument(kind: "inputs" | "result" | "error" | "job"): Command {
  return async (app, { folder, runId, task }) => {
    if (runId === undefined || task === undefined) throw new Error(vscode.l10n.t("Choose a job in the Runs view."));
    await app.documents.show({ kind, folder: await pickFolder(folder), runId, task });
  };
}
