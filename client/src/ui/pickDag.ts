import { basename } from "node:path";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { DeclaredDag } from "../sources.ts";
import type { About } from "../views/node.ts";
import { withProgress } from "./withProgress.ts";

/** A DAG of a folder; `declared` where the code has it. */
export interface PickedDag {
  readonly folder: string;
  readonly dag: string;
  readonly declared: DeclaredDag | null;
}

/** The DAG that a command is about: the given one, that at the cursor, the only one, or the user's choice. */
export async function pickDag(app: App, given: About): Promise<PickedDag> {
  const { sources } = app;
  if (!sources.isKnown) {
    await withProgress(vscode.l10n.t("Looking for DAGs"), (_report, token) => sources.known(token));
  }
  const all = knownDags(app);
  const named = all.filter(
    ({ dag, folder }) => dag === given.dag && (given.folder === undefined || folder === given.folder),
  );
  if (named[0] !== undefined) return named[0];
  if (given.dag !== undefined && given.folder !== undefined) {
    return { folder: given.folder, dag: given.dag, declared: null };
  }
  const [first, ...others] = dagsAtCursor(all);
  if (first !== undefined && others.length === 0) return first;
  const [only, ...more] = all;
  if (only === undefined) throw new Error(vscode.l10n.t("No DAG was found in this workspace."));
  if (more.length === 0) return only;
  const items = all.map((found) => ({ label: found.dag, description: describe(found), found }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Which DAG?"),
    matchOnDescription: true,
  });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen.found;
}

/** The same where the code has to have it. */
export async function pickDeclaredDag(app: App, given: About): Promise<PickedDag & { readonly declared: DeclaredDag }> {
  const { declared, ...picked } = await pickDag(app, given);
  if (declared !== null) return { ...picked, declared };
  throw new Error(vscode.l10n.t('DAG "{0}" is not in the code of this workspace.', picked.dag));
}

function knownDags({ sources, ledgers }: App): readonly PickedDag[] {
  const declared = sources.dags.map((dag) => ({ folder: dag.folder, dag: dag.name, declared: dag }));
  const stored = ledgers.projects.flatMap(({ folder, dags }) =>
    (dags ?? [])
      .filter(({ dag }) => !declared.some((known) => known.dag === dag && known.folder === folder))
      .map(({ dag }) => ({ folder, dag, declared: null })),
  );
  return [...declared, ...stored];
}

/** Those whose declaration the cursor is in, else those of the file. */
function dagsAtCursor(all: readonly PickedDag[]): readonly PickedDag[] {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return [];
  const uri = editor.document.uri.toString();
  const line = editor.selection.active.line;
  const here = all.filter(({ declared }) => declared !== null && isIn(declared, uri));
  const atCursor = here.filter(
    ({ declared }) =>
      declared !== null &&
      [declared, ...declared.tasks].some(
        ({ uri: at, range }) => at === uri && range.start.line <= line && line <= range.end.line,
      ),
  );
  return atCursor.length === 1 ? atCursor : here;
}

function isIn(dag: DeclaredDag, uri: string): boolean {
  return dag.uri === uri || dag.tasks.some((task) => task.uri === uri);
}

function describe({ folder, declared }: PickedDag): string {
  return declared === null ? basename(folder) : vscode.workspace.asRelativePath(vscode.Uri.parse(declared.uri));
}
