import * as vscode from "vscode";
import type { App } from "../app.ts";
import { enqueueRun } from "./enqueueRun.ts";

/** Starts a run with the inputs in a document that `enqueue` has opened. */
export async function enqueueInputs(app: App, uri?: vscode.Uri): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const at = uri ?? document?.uri;
  const subject = at === undefined ? null : app.inputs.subjectOf(at);
  if (at === undefined || subject === null) throw new Error(vscode.l10n.t("No document with inputs is open."));
  const opened = await vscode.workspace.openTextDocument(at);
  if (opened.isDirty) await opened.save();
  await enqueueRun(app, subject, opened.getText());
}
