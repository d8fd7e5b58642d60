import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { About } from "../views/node.ts";
import type { Command } from "./command.ts";

/** Goes to where a task, or a DAG, is declared. */
export const openCode: Command = async (app, about) => {
  const place = about.place ?? placeOf(app, about);
  if (place === null) throw new Error(vscode.l10n.t("It is not in the code of this workspace."));
  const at = new vscode.Position(place.line, place.character);
  const uri = vscode.Uri.parse(place.uri);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at), viewColumn: columnFor(uri) });
};

/** Where the document is open already; else where one works, but never over a graph that one came from. */
function columnFor(uri: vscode.Uri): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const has = ({ tabs }: vscode.TabGroup) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString());
  const isGraph = ({ activeTab }: vscode.TabGroup) => activeTab?.input instanceof vscode.TabInputWebview;
  const group = [activeTabGroup, ...all].find(has) ?? [activeTabGroup, ...all].find((one) => !isGraph(one));
  return group?.viewColumn ?? vscode.ViewColumn.Beside;
}

function placeOf({ sources }: App, { folder, dag, task }: About): NonNullable<About["place"]> | null {
  const declared = sources.dags.find(({ name, folder: at }) => name === dag && (folder === undefined || at === folder));
  if (declared === undefined) return null;
  const found = task === undefined ? declared : declared.tasks.find(({ name }) => name === task);
  return found === undefined ? null : { uri: found.uri, ...found.range.start };
}
