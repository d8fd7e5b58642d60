import * as vscode from "vscode";
import type { Told } from "./failure.ts";

/** Asked at each place that starts a process or reads a secret, whoever called it: Restricted Mode runs nothing. */
export function assertTrusted(): void {
  if (!vscode.workspace.isTrusted) throw new Restricted();
}

class Restricted extends Error {
  readonly data: Told;

  constructor() {
    super(vscode.l10n.t("Orchex runs nothing of a folder that is not trusted."));
    this.data = { code: "trust.restricted", message: this.message, remedy: null };
  }
}
