import * as vscode from "vscode";
import type { LocalWorkers } from "./localWorkers.ts";

/** Tells of each worker of this window that ended without having been told to, and offers what it wrote. */
export function workerFailures(workers: LocalWorkers): vscode.Disposable {
  return workers.onDidFail(({ worker: { id }, reason }) => void tell(workers, id, reason));
}

async function tell(workers: LocalWorkers, id: string, reason: string): Promise<void> {
  const showOutput = vscode.l10n.t("Show Output");
  const message = vscode.l10n.t("Worker {0} is gone: {1}. Its jobs are given to others.", id, reason);
  if ((await vscode.window.showErrorMessage(message, showOutput)) === showOutput) await workers.showOutput(id);
}
