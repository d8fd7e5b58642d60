import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { About } from "../views/node.ts";
import { isOpen } from "../views/runsNodes.ts";
import { shortRun, statusWord, timeWords } from "../words.ts";
import { pickFolder } from "./pickFolder.ts";

export interface PickedRun {
  readonly folder: string;
  readonly runId: string;
}

export interface PickRunOptions {
  readonly title: string;
  /** Only runs that have not finished. */
  readonly open?: boolean;
}

/** The run that a command is about: the given one, or one of the recent ones by choice; no id has to be typed. */
export async function pickRun(app: App, given: About, { title, open = false }: PickRunOptions): Promise<PickedRun> {
  if (given.runId !== undefined) return { folder: await pickFolder(given.folder), runId: given.runId };
  const runs = app.ledgers.projects.flatMap(({ folder, runs }) =>
    (runs ?? [])
      .filter(({ dag, status }) => (given.dag === undefined || dag === given.dag) && (!open || isOpen(status)))
      .map((run) => ({ folder, run })),
  );
  if (runs.length === 0) {
    throw new Error(open ? vscode.l10n.t("Every run has finished.") : vscode.l10n.t("There is no run yet."));
  }
  const items = runs.map(({ folder, run }) => ({
    label: `${run.dag} ${shortRun(run.runId)}`,
    description: `${statusWord(run.status)} · ${timeWords(run.createdAt, new Date())}`,
    detail: run.runId,
    subject: { folder, runId: run.runId },
  }));
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen.subject;
}
