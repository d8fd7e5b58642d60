import { createHash } from "node:crypto";
import { basename } from "node:path";
import * as vscode from "vscode";

interface Subject {
  readonly folder: string;
  readonly dag: string;
}

/**
 * A document for the inputs of each DAG's runs. It is a file in the workspace's storage: the editor checks it as JSON,
 * it keeps what was typed for the next time, and closing it asks nothing.
 */
export class InputDocuments implements vscode.CodeLensProvider {
  readonly #storage: vscode.Uri | undefined;
  /** Which DAG a document is for: its tab is still there when the window comes back. */
  readonly #subjects: vscode.Memento;

  constructor({ storageUri, workspaceState }: Pick<vscode.ExtensionContext, "storageUri" | "workspaceState">) {
    this.#storage = storageUri;
    this.#subjects = workspaceState;
  }

  /** What was entered the last time; null when nothing was. */
  async read(folder: string, dag: string): Promise<string | null> {
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(this.#uri({ folder, dag })));
    } catch {
      return null;
    }
  }

  async edit(folder: string, dag: string): Promise<vscode.TextEditor> {
    const uri = this.#uri({ folder, dag });
    await this.#subjects.update(keyOf(uri), { folder, dag });
    if ((await this.read(folder, dag)) === null) {
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode("{\n  \n}\n"));
    }
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), {
      preview: false,
    });
    editor.selection = new vscode.Selection(1, 2, 1, 2);
    return editor;
  }

  subjectOf(uri: vscode.Uri): Subject | null {
    return this.#subjects.get<Subject>(keyOf(uri)) ?? null;
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const subject = this.subjectOf(uri);
    if (subject === null) return [];
    const title = `$(play) ${vscode.l10n.t('Enqueue a run of "{0}" with these inputs', subject.dag)}`;
    const top = new vscode.Range(0, 0, 0, 0);
    return [new vscode.CodeLens(top, { title, command: "orchex.enqueueInputs", arguments: [uri] })];
  }

  /** The name tells the DAG as far as it can be a file's; the hash tells which. */
  #uri(subject: Subject): vscode.Uri {
    if (this.#storage === undefined) throw new Error(vscode.l10n.t("No folder is open."));
    const { folder, dag } = subject;
    const hash = createHash("sha256").update(`${folder}\n${dag}`).digest("hex").slice(0, 8);
    const name = basename(dag.replace(/[^\w-]+/g, "_")).slice(0, 60);
    return vscode.Uri.joinPath(this.#storage, "inputs", hash, `${name}.inputs.json`);
  }
}

/** Without its authority, which is another one each time where the editor is remote. */
function keyOf({ path }: vscode.Uri): string {
  return `inputs:${path}`;
}
