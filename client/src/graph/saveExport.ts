import type { ViewMessage } from "orchex-studio/messages";
import * as vscode from "vscode";

/** Asks where an exported drawing should be, and writes it there. */
export async function saveExport({
  dag,
  format,
  text,
}: Extract<ViewMessage, { readonly type: "export" }>): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const extension = format === "svg" ? "svg" : "mmd";
  const name = `${dag.replace(/[^\w-]+/g, "_")}.${extension}`;
  const filters = format === "svg" ? { SVG: ["svg"] } : { Mermaid: ["mmd", "mermaid"] };
  const target = await vscode.window.showSaveDialog({
    ...(folder !== undefined && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters,
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(target, { preview: true });
}
