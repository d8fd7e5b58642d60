import * as vscode from "vscode";
import { databaseUrlFault, shownDatabase, type UrlFault } from "../databaseUrl.ts";
import { pickFolder } from "../ui/pickFolder.ts";
import type { Command } from "./command.ts";

/** Asks for the URL of a Postgres and keeps it in the secret storage; nothing entered goes back to the project's own. */
export const setDatabase: Command = async (app, about) => {
  const { t } = vscode.l10n;
  const folder = await pickFolder(about.folder);
  const url = await vscode.window.showInputBox({
    title: t("Set Database"),
    prompt: t("URL of a Postgres. Leave it empty to use what the project's configuration says."),
    placeHolder: "postgresql://user:password@host:5432/database",
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => faultWords(databaseUrlFault(text)),
  });
  if (url === undefined) return;
  const given = url.trim() === "" ? null : url.trim();
  await app.database.set(folder, given);
  const shown = given === null ? t("what the project's configuration says") : shownDatabase(given);
  vscode.window.setStatusBarMessage(`$(check) ${t("Database: {0}", shown)}`, 10_000);
};

function faultWords(fault: UrlFault | null): string | null {
  const { t } = vscode.l10n;
  switch (fault) {
    case null:
    case "empty":
      return null;
    case "no-url":
      return t("This is not a URL.");
    case "not-postgres":
      return t("It has to begin with postgresql://");
    case "no-host":
      return t("It names no host.");
  }
}
