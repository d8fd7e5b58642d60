import * as vscode from "vscode";
import { pickFolder } from "../ui/pickFolder.ts";
import type { Command } from "./command.ts";

/** Stops the embedded Postgres, which every project of this user shares. */
export const stopDatabase: Command = async (app, about) => {
  const { t } = vscode.l10n;
  const folder = await pickFolder(about.folder);
  const stop = t("Stop");
  const detail = t("Every project of this user shares it. It starts again with the next command that needs it.");
  const question = t("Stop the embedded Postgres?");
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, stop)) !== stop) return;
  await app.link.ask(folder, "dbStop", {});
};
