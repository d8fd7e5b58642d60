import * as vscode from "vscode";
import { pickRun } from "../ui/pickRun.ts";
import { shortRun } from "../words.ts";
import type { Command } from "./command.ts";

/** Cancels what a run still has to do, once the user has said so. */
export const cancelRun: Command = async (app, about) => {
  const { t } = vscode.l10n;
  const { folder, runId } = await pickRun(app, about, { title: t("Which run should be cancelled?"), open: true });
  const cancel = t("Cancel Run");
  const question = t("Cancel run {0}?", shortRun(runId));
  const detail = t("Jobs that wait do not start any more; those that run are asked to end.");
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, cancel)) !== cancel) return;
  const { cancelled } = await app.link.ask(folder, "cancel", { runId });
  vscode.window.setStatusBarMessage(`$(check) ${t("Jobs cancelled: {0}", cancelled)}`, 10_000);
};
