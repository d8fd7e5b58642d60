import * as vscode from "vscode";
import type { App } from "../app.ts";
import { parseInputs } from "../documents/parseInputs.ts";
import { shortRun } from "../words.ts";

/** Starts a run with inputs that are JSON text. */
export async function enqueueRun(
  app: App,
  { folder, dag }: { readonly folder: string; readonly dag: string },
  text: string,
): Promise<void> {
  const { t } = vscode.l10n;
  const parsed = parseInputs(text);
  if (!parsed.ok) throw new Error(t("The inputs have to be a JSON object: {0}", parsed.error));
  const { runIds } = await app.link.ask(folder, "enqueue", { dag, inputs: parsed.value });
  const [runId = ""] = runIds;
  vscode.window.setStatusBarMessage(`$(check) ${t('Run {0} of "{1}" is enqueued.', shortRun(runId), dag)}`, 10_000);
  await app.graphs.follow(folder, dag, runId);
}
