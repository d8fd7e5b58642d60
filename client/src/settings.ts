import * as vscode from "vscode";

/** A setting as the manifest describes it, with its default; in Restricted Mode the user's, never the folder's. */
export function setting(name: "worker.concurrency" | "runs.limit", scope?: vscode.Uri): number;
export function setting(
  name: "live.enabled" | "worker.watch" | "worker.endWithWindow" | "graph.followCursor" | "statusBar.enabled",
  scope?: vscode.Uri,
): boolean;
export function setting(name: "worker.environment", scope?: vscode.Uri): readonly string[];
export function setting(name: string, scope?: vscode.Uri): unknown {
  const section = vscode.workspace.getConfiguration("orchex", scope ?? null);
  if (vscode.workspace.isTrusted) return section.get(name);
  // `restrictedConfigurations` of the manifest says the same; this holds also where that is not obeyed.
  const all = section.inspect(name);
  return all?.globalValue ?? all?.defaultValue;
}
