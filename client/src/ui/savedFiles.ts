import * as vscode from "vscode";
import type { DeclaredDag } from "../sources.ts";

/** Saves the files of a folder that are being edited: what runs is what is on disk. */
export async function savedFiles({ folder }: Pick<DeclaredDag, "folder">): Promise<void> {
  const root = vscode.Uri.file(folder);
  for (const document of vscode.workspace.textDocuments) {
    const isInside = vscode.workspace.getWorkspaceFolder(document.uri)?.uri.toString() === root.toString();
    if (!document.isDirty || !isInside || document.isUntitled) continue;
    // Automatic saving may overtake it: then this answers false, and nothing is left to save.
    if (!(await document.save()) && document.isDirty && !(await document.save())) {
      throw new Error(vscode.l10n.t("{0} could not be saved.", vscode.workspace.asRelativePath(document.uri)));
    }
  }
}
