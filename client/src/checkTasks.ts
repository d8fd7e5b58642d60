import { join } from "node:path";
import { findProgram } from "orchex-language-server/findProgram";
import * as vscode from "vscode";

interface CheckDefinition extends vscode.TaskDefinition {
  readonly task: "check";
  readonly paths?: readonly string[];
}

/** `orchex check` as a task of the editor, whose problems the matcher of the manifest finds. */
export class CheckTasks implements vscode.TaskProvider {
  readonly #carried: string;

  constructor({ extensionPath }: vscode.ExtensionContext) {
    this.#carried = join(extensionPath, "dist-extension", "runtime");
  }

  provideTasks(): vscode.Task[] {
    // Which program runs is the folder's choice.
    if (!vscode.workspace.isTrusted) return [];
    return (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === "file")
      .flatMap((folder) => this.#task(folder, { type: "orchex", task: "check" }) ?? []);
  }

  resolveTask({ definition, scope }: vscode.Task): vscode.Task | undefined {
    if (!vscode.workspace.isTrusted || !isCheck(definition) || typeof scope !== "object") return undefined;
    return this.#task(scope, definition);
  }

  #task(folder: vscode.WorkspaceFolder, definition: CheckDefinition): vscode.Task | undefined {
    const program = findProgram(folder.uri.fsPath, this.#carried);
    if (program === null) return undefined;
    const paths = definition.paths ?? [];
    const execution = new vscode.ProcessExecution(process.execPath, [program.entry, "check", ...paths], {
      cwd: folder.uri.fsPath,
      env: { ELECTRON_RUN_AS_NODE: "1", NO_COLOR: "1" },
    });
    const task = new vscode.Task(definition, folder, "check", "orchex", execution, "$orchex");
    task.group = vscode.TaskGroup.Test;
    task.detail = vscode.l10n.t("Judge every DAG of the folder, as in CI");
    return task;
  }
}

function isCheck(definition: vscode.TaskDefinition): definition is CheckDefinition {
  const { task, paths } = definition as { readonly task?: unknown; readonly paths?: unknown };
  return (
    task === "check" &&
    (paths === undefined || (Array.isArray(paths) && paths.every((path) => typeof path === "string")))
  );
}
