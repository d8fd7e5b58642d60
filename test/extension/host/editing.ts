import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "../../support/until.ts";

/** The URI of a file of the first folder. */
export function fileUri(path: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, "a folder is open");
  return vscode.Uri.joinPath(folder.uri, path);
}

export async function open(path: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(fileUri(path)), {
    preview: false,
    viewColumn: vscode.ViewColumn.One,
  });
}

/** Replaces a part of the text, as typing it would. */
export async function replace(editor: vscode.TextEditor, part: string, by: string): Promise<void> {
  const at = editor.document.getText().indexOf(part);
  assert.ok(at >= 0, `"${part}" is in the document`);
  const range = new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + part.length));
  assert.ok(await editor.edit((edit) => edit.replace(range, by)));
}

/** The diagnostics of a file that are ours, as lines: severity, code, the text it stands on. */
export function diagnosed(uri: vscode.Uri): readonly string[] {
  const document = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === "orchex")
    .map(({ severity, code, range }) => {
      const name = typeof code === "object" ? code.value : code;
      return `${vscode.DiagnosticSeverity[severity]} ${name} ${document?.getText(range) ?? ""}`;
    });
}

/** Waits until the diagnostics of a file are these. */
export async function diagnosedAs(uri: vscode.Uri, expected: readonly string[]): Promise<void> {
  let last: readonly string[] = [];
  try {
    await until(
      "the diagnostics are as expected",
      () => {
        last = diagnosed(uri);
        return JSON.stringify(last) === JSON.stringify(expected);
      },
      15_000,
    );
  } catch {
    assert.deepEqual(last, expected);
  }
}
