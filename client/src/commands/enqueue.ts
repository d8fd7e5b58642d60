import * as vscode from "vscode";
import { pickDag } from "../ui/pickDag.ts";
import type { Command } from "./command.ts";
import { enqueueRun } from "./enqueueRun.ts";

/** Starts a run with the inputs of the last time, with none, or with those of a document that opens. */
export const enqueue: Command = async (app, about) => {
  const { t } = vscode.l10n;
  const { folder, dag } = await pickDag(app, about);
  const last = await app.inputs.read(folder, dag);
  const items = [
    ...(last === null ? [] : [{ label: t("Enqueue with the last inputs"), description: oneLine(last), text: last }]),
    { label: t("Enqueue without inputs"), text: "{}" },
    { label: t("Edit inputs…"), description: t("as JSON; then enqueue from above the document"), text: null },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: t('Enqueue a run of "{0}"', dag) });
  if (chosen === undefined) return;
  if (chosen.text === null) await app.inputs.edit(folder, dag);
  else await enqueueRun(app, { folder, dag }, chosen.text);
};

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
