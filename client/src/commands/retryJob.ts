import * as vscode from "vscode";
import { pickFolder } from "../ui/pickFolder.ts";
import type { Command } from "./command.ts";
import { retryJobs } from "./retryJobs.ts";

/** Gives one job of one run another life, or lets it go at once when it waits for its retry. */
export const retryJob: Command = async (app, { folder, dag, task, runId, status }) => {
  if (runId === undefined || task === undefined) throw new Error(vscode.l10n.t("Choose a job in the Dead Jobs view."));
  await retryJobs(app, await pickFolder(folder), {
    status: status === "failed" ? "failed" : "dead",
    run: runId,
    task,
    ...(dag !== undefined && { dag }),
  });
};
