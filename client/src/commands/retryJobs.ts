import * as vscode from "vscode";
import type { Requests } from "orchex/protocol";
import type { App } from "../app.ts";

/** Gives jobs another life, and says how many got one. */
export async function retryJobs(app: App, folder: string, filter: Requests["retry"]["params"]): Promise<void> {
  const { t } = vscode.l10n;
  const { jobs } = await app.link.ask(folder, "retry", filter);
  vscode.window.setStatusBarMessage(`$(check) ${t("Jobs to be tried again: {0}", jobs)}`, 10_000);
}
