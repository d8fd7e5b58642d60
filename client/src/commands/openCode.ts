import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { About } from "../views/node.ts";
import type { Command } from "./command.ts";

/** Goes to where a task, or a DAG, is declared. */
export const openCode: Command = async (app, about) => {
  const place = about.place ?? placeOf(app, about);
  if (place === null) throw new Error(vscode.l10n.t("It is not in the code of this workspace."));
  const at = new vscode.Position(place.line, place.character);
  await vscode.window.showTextDocument(vscode.Uri.parse(place.uri), { selection: new vscode.Range(at, at) });
};

function placeOf({ sources }: App, { folder, dag, task }: About): NonNullable<About["place"]> | null {
  const declared = sources.dags.find(({ name, folder: at }) => name === dag && (folder === undefined || at === folder));
  if (declared === undefined) return null;
  const found = task === undefined ? declared : declared.tasks.find(({ name }) => name === task);
  return found === undefined ? null : { uri: found.uri, ...found.range.start };
}
