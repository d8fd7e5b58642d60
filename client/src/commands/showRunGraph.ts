import * as vscode from "vscode";
import { pickRun } from "../ui/pickRun.ts";
import { pickDeclaredDag } from "../ui/pickDag.ts";
import type { Command } from "./command.ts";

/** Opens the graph of a run's DAG with the run laid over it. */
export const showRunGraph: Command = async (app, about) => {
  const { folder, runId } = await pickRun(app, about, { title: vscode.l10n.t("Which run?") });
  const dag = about.dag ?? (await app.link.ask(folder, "run", { runId })).dag;
  const { declared } = await pickDeclaredDag(app, { folder, dag });
  await app.graphs.show(declared, null);
  await app.graphs.follow(folder, dag, runId);
};
