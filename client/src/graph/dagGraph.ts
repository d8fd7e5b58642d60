import type { DagGraph } from "orchex-studio/messages";
import * as vscode from "vscode";
import type { Range } from "orchex-language-server/protocol";
import type { DeclaredDag } from "../sources.ts";

/** What the page is told of a DAG. */
export function dagGraph({ name, tasks, problems, drift }: DeclaredDag, version: string | null): DagGraph {
  return {
    dag: name,
    version,
    tasks: tasks.map(({ name, requires, uri, range }) => ({ name, requires, location: placeOf(uri, range) })),
    problems,
    drift,
  };
}

function placeOf(uri: string, { start, end }: Range) {
  return { file: vscode.Uri.parse(uri).fsPath, start, end };
}
