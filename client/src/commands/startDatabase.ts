import * as vscode from "vscode";
import { pickFolder } from "../ui/pickFolder.ts";
import { withProgress } from "../ui/withProgress.ts";
import type { Command } from "./command.ts";

/** Starts the embedded Postgres and makes the ledger in the project's database. */
export const startDatabase: Command = async (app, about) => {
  const folder = await pickFolder(about.folder);
  await withProgress(vscode.l10n.t("Starting the embedded Postgres"), async (report, token) => {
    await app.link.ask(folder, "dbStart", {}, { report, token });
    // A server that nobody uses ends by itself.
    if (token.isCancellationRequested) throw new vscode.CancellationError();
    await app.link.ask(folder, "initDb", {});
  });
};
