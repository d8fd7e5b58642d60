import * as vscode from "vscode";

/** Asked at each place that starts a process or reads a secret, whoever called it: Restricted Mode runs nothing. */
export function assertTrusted(): void {
  if (!vscode.workspace.isTrusted) {
    throw new Error(vscode.l10n.t("Orchex runs nothing of a folder that is not trusted."));
  }
}
