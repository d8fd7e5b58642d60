import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { About } from "../views/node.ts";

/**
 * What a command is about: the item of a view, what a code lens or another command hands over, or, from the palette,
 * nothing. An item arrives as its id, a lens' target as an object with the name of a DAG and the URI of its file.
 */
export function subjectOf(app: App, argument: unknown): About {
  if (typeof argument === "string") {
    for (const tree of Object.values(app.trees)) {
      const node = tree.node(argument);
      if (node !== undefined) return node.about;
    }
    return {};
  }
  if (typeof argument !== "object" || argument === null || argument instanceof vscode.Uri) return {};
  const given = argument as Readonly<Record<string, unknown>>;
  const text = (key: string) => (typeof given[key] === "string" ? given[key] : undefined);
  const uri = text("uri");
  const folder = text("folder") ?? (uri === undefined ? undefined : folderOf(uri));
  const about: Record<string, unknown> = { folder };
  for (const key of ["dag", "task", "runId", "workerId", "status", "error", "version"] as const) about[key] = text(key);
  if (given["activate"] === true) about["activate"] = true;
  return Object.fromEntries(Object.entries(about).filter(([, value]) => value !== undefined)) as About;
}

function folderOf(uri: string): string | undefined {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri))?.uri.fsPath;
}
