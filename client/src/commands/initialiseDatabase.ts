import * as vscode from "vscode";
import { pickFolder } from "../ui/pickFolder.ts";
import type { Command } from "./command.ts";

/** Makes the ledger in the project's database, or brings it up to this version. */
export const initialiseDatabase: Command = async (app, about) => {
  const { t } = vscode.l10n;
  const folder = await pickFolder(about.folder);
  const { schema } = await app.link.ask(folder, "initDb", {});
  vscode.window.setStatusBarMessage(`$(check) ${t('The ledger is in schema "{0}".', schema)}`, 10_000);
};
