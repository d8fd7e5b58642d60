import * as vscode from "vscode";
import { pickDeclaredDag } from "../ui/pickDag.ts";
import { savedFiles } from "../ui/savedFiles.ts";
import { setting } from "../settings.ts";
import type { Command } from "./command.ts";
import { addressOf } from "./storeSnapshot.ts";

const MOST = 10_000;

/** Starts a worker for a DAG as a process of this window. */
export const startWorker: Command = async (app, about) => {
  const { t } = vscode.l10n;
  const { declared, folder } = await pickDeclaredDag(app, about);
  const address = addressOf(declared);
  const given = await vscode.window.showInputBox({
    title: t('Start a worker for "{0}"', declared.name),
    prompt: t("How many task bodies at once?"),
    value: String(setting("worker.concurrency", vscode.Uri.file(folder))),
    validateInput: (text) => (isCount(text) ? null : t("A whole number from 1 to {0}", MOST)),
  });
  if (given === undefined) return;
  await savedFiles(declared);
  const worker = await app.workers.start({ folder, addresses: [address], concurrency: Number(given) });
  if (worker.logFile !== null) {
    void vscode.window.showInformationMessage(
      t("Worker {0} goes on when this window closes. Its output is in {1}.", worker.id, worker.logFile),
    );
  }
};

function isCount(text: string): boolean {
  return /^\d{1,5}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= MOST;
}
