import { basename } from "node:path";
import * as vscode from "vscode";

/** The folder that a command is about: the given one, that of the editor, the only one, or the user's choice. */
export async function pickFolder(given?: string): Promise<string> {
  if (given !== undefined) return given;
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  const document = vscode.window.activeTextEditor?.document.uri;
  const current = document === undefined ? undefined : vscode.workspace.getWorkspaceFolder(document);
  const [only, ...others] = folders;
  if (only === undefined) throw new Error(vscode.l10n.t("No folder is open."));
  if (others.length === 0) return only.uri.fsPath;
  if (current !== undefined && current.uri.scheme === "file") return current.uri.fsPath;
  const items = folders.map(({ uri }) => ({
    label: basename(uri.fsPath),
    description: uri.fsPath,
    folder: uri.fsPath,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Which folder?") });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen.folder;
}
