import * as vscode from "vscode";
import { pickRun } from "../ui/pickRun.ts";
import type { Command } from "./command.ts";
import { retryJobs } from "./retryJobs.ts";

/** Tries again what of a run is dead or waits for its retry. The run keeps its id. */
export const retryRun: Command = async (app, about) => {
  const { folder, runId } = await pickRun(app, about, { title: vscode.l10n.t("Which run?") });
  await retryJobs(app, folder, { status: "failed", run: runId });
  await retryJobs(app, folder, { status: "dead", run: runId });
};
