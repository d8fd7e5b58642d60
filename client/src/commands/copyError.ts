import * as vscode from "vscode";
import { pickFolder } from "../ui/pickFolder.ts";
import type { Command } from "./command.ts";

/** Copies the whole error of a job. */
export const copyError: Command = async (app, { folder, runId, task }) => {
  if (runId === undefined || task === undefined) throw new Error(vscode.l10n.t("Choose a job in the Dead Jobs view."));
  const { error } = await app.link.ask(await pickFolder(folder), "job", { runId, task, maxBytes: 1 });
  await vscode.env.clipboard.writeText(error ?? "");
};
