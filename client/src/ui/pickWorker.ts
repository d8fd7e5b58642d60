import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { About } from "../views/node.ts";
import { statusWord } from "../words.ts";
import { pickFolder } from "./pickFolder.ts";

/** The worker that a command is about: the given one, the only one in a fitting state, or the user's choice. */
export async function pickWorker(
  app: App,
  given: About,
  title: string,
  states: readonly string[],
): Promise<{ readonly folder: string; readonly workerId: string }> {
  if (given.workerId !== undefined) return { folder: await pickFolder(given.folder), workerId: given.workerId };
  const items = app.ledgers.projects.flatMap(({ folder, workers }) =>
    (workers ?? [])
      .filter(({ state }) => states.includes(state))
      .map(({ workerId, host, state }) => ({
        label: workerId,
        description: `${host} · ${statusWord(state)}`,
        subject: { folder, workerId },
      })),
  );
  const [only, ...others] = items;
  if (only === undefined) throw new Error(vscode.l10n.t("There is no such worker."));
  if (others.length === 0) return only.subject;
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen.subject;
}
