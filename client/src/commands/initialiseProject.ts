import * as vscode from "vscode";
import { pickFolder } from "../ui/pickFolder.ts";
import { newProject } from "../documents/newProject.ts";
import type { Command } from "./command.ts";

/** Writes a small project into a folder: what is there already stays as it is. */
export const initialiseProject: Command = async (_app, about) => {
  const { t } = vscode.l10n;
  const root = vscode.Uri.file(await pickFolder(about.folder));
  const edit = new vscode.WorkspaceEdit();
  const written: string[] = [];
  for (const [path, text] of Object.entries(newProject())) {
    const uri = vscode.Uri.joinPath(root, path);
    if (await exists(uri)) continue;
    edit.createFile(uri, { contents: new TextEncoder().encode(text), ignoreIfExists: true });
    written.push(path);
  }
  if (written.length > 0 && !(await vscode.workspace.applyEdit(edit))) {
    throw new Error(t("The files could not be written."));
  }
  await vscode.window.showTextDocument(vscode.Uri.joinPath(root, "dags/hello.ts"));
  const message = [
    written.length === 0 ? t("Everything is there already.") : t("Written: {0}.", written.join(", ")),
    ...(await nextStep(root, written)),
  ];
  void vscode.window.showInformationMessage(message.join(" "));
};

/** The packages that what was written needs: those of our package.json, or one more for the user's own. */
async function nextStep(root: vscode.Uri, written: readonly string[]): Promise<readonly string[]> {
  const { t } = vscode.l10n;
  if (written.includes("package.json")) {
    return [t("Install the packages with your package manager, for example `npm install`.")];
  }
  const manifest = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(root, "package.json"));
  return /"orchex"\s*:/.test(new TextDecoder().decode(manifest))
    ? []
    : [t("Add the package with your package manager, for example `npm install orchex`.")];
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
