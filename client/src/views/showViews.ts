import * as vscode from "vscode";
import type { App } from "../app.ts";
import { setting } from "../settings.ts";
import { dagsNodes } from "./dagsNodes.ts";
import { deadCount, deadNodes } from "./deadNodes.ts";
import { queueNodes } from "./queueNodes.ts";
import { runsNodes } from "./runsNodes.ts";
import { workersNodes } from "./workersNodes.ts";

/** Keeps the views at what is known, once in a turn of the loop however much has changed in it. */
export function showViews(app: App): vscode.Disposable {
  let planned = false;
  let disposed = false;
  const plan = () => {
    if (planned) return;
    planned = true;
    setImmediate(() => {
      planned = false;
      if (!disposed) show(app);
    });
  };
  const subscriptions = [
    app.ledgers.onDidChange(plan),
    app.sources.onDidChange(plan),
    app.workers.onDidChange(plan),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("orchex.runs")) plan();
    }),
  ];
  plan();
  return new vscode.Disposable(() => {
    disposed = true;
    for (const subscription of subscriptions) subscription.dispose();
  });
}

function show({ trees, server, sources, ledgers, workers, context, link }: App): void {
  const { projects } = ledgers;
  trees.dags.show(dagsNodes(sources.dags, projects));
  trees.runs.show(
    runsNodes(projects, {
      limit: setting("runs.limit"),
      jobsOf: async (folder, runId) => (await link.ask(folder, "run", { runId })).jobs,
    }),
  );
  trees.queue.show(queueNodes(projects));
  trees.dead.show(deadNodes(projects));
  trees.workers.show(workersNodes(projects, workers.all));
  const dead = deadCount(projects);
  trees.dead.view.badge = dead === 0 ? undefined : { value: dead, tooltip: vscode.l10n.t("Dead jobs: {0}", dead) };
  setContext();

  function setContext(): void {
    const states = projects.map(({ link }) => link?.state);
    context.set("hasDags", sources.dags.length > 0);
    context.set("isReading", server.client !== undefined && !sources.isKnown);
    context.set("live", states.includes("ready") ? "connected" : states.includes("connecting") ? "starting" : "off");
    context.set(
      "hasSnapshot",
      projects.some(({ dags }) => dags?.some(({ version }) => version !== null) === true),
    );
    context.set(
      "hasWorker",
      projects.some(({ workers }) => workers?.some(({ state }) => state === "running") === true),
    );
    context.set(
      "hasSucceededRun",
      projects.some(({ runs }) => runs?.some(({ status }) => status === "succeeded") === true),
    );
  }
}
