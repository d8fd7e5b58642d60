import { relative } from "node:path";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { DeclaredDag } from "../sources.ts";
import { savedFiles } from "../ui/savedFiles.ts";
import { withProgress } from "../ui/withProgress.ts";
import { shortVersion } from "../words.ts";

/** Stores a DAG as its file on disk declares it, and says what that did. */
export async function storeSnapshot(app: App, declared: DeclaredDag, activate: boolean): Promise<void> {
  const { folder, name } = declared;
  const { t } = vscode.l10n;
  await savedFiles(declared);
  const stored = await withProgress(t('Storing a snapshot of "{0}"', name), (report, token) =>
    app.link.ask(folder, "snapshot", { address: addressOf(declared), activate }, { report, token }),
  );
  const version = shortVersion(stored.version);
  const message = stored.active
    ? t('Snapshot {0} of "{1}" is active.', version, name)
    : stored.created
      ? t('Snapshot {0} of "{1}" is stored. It is not active.', version, name)
      : t('"{1}" has not changed since snapshot {0}.', version, name);
  void vscode.window.setStatusBarMessage(`$(check) ${message}`, 10_000);
}

/** `path/to/module.ts:export`, from the folder. */
export function addressOf({ uri, folder, name, exportName }: DeclaredDag): string {
  if (exportName === null) {
    throw new Error(vscode.l10n.t('Export DAG "{0}" from its module, so that it can be loaded.', name));
  }
  return `${relative(folder, vscode.Uri.parse(uri).fsPath)}:${exportName}`;
}
