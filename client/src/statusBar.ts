import * as vscode from "vscode";
import type { App } from "./app.ts";
import { setting } from "./settings.ts";
import type { ProjectState } from "./ledger/project.ts";
import type { DeclaredDag } from "./sources.ts";
import { deadCount } from "./views/deadNodes.ts";
import { shortVersion } from "./words.ts";

/** One short item: the active version of the DAG in the editor, what waits and what is dead; a click opens the views. */
export class StatusBar implements vscode.Disposable {
  readonly #app: App;
  readonly #item: vscode.StatusBarItem;
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(app: App) {
    this.#app = app;
    this.#item = vscode.window.createStatusBarItem("orchex.status", vscode.StatusBarAlignment.Left, 10);
    this.#item.name = "Orchex";
    this.#item.command = "orchex.dags.focus";
    this.#subscriptions = [
      app.ledgers.onDidChange(() => this.#show()),
      app.sources.onDidChange(() => this.#show()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#show()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("orchex.statusBar")) this.#show();
      }),
    ];
    this.#show();
  }

  /** What it shows now, or null. */
  get text(): string | null {
    return this.#visible ? this.#item.text : null;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }

  #visible = false;

  #show(): void {
    const { sources, ledgers, context } = this.#app;
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    const dag = sources.dags.find((dag) => dag.uri === uri || dag.tasks.some((task) => task.uri === uri));
    context.set("editorHasDag", dag !== undefined);
    this.#visible = dag !== undefined && setting("statusBar.enabled");
    if (dag === undefined || !this.#visible) {
      this.#item.hide();
      return;
    }
    const project = ledgers.project(dag.folder);
    this.#item.text = textOf(dag, project);
    this.#item.tooltip = tooltipOf(dag, project);
    this.#item.show();
  }
}

function textOf(dag: DeclaredDag, project: ProjectState | null): string {
  if (project?.link?.state !== "ready") return "$(type-hierarchy) Orchex";
  const version = project.dags?.find((known) => known.dag === dag.name)?.version ?? null;
  const waiting = project.depth?.total.pending ?? 0;
  const dead = deadCount([project]);
  return [
    `$(type-hierarchy) ${version === null ? dag.name : shortVersion(version)}`,
    ...(waiting > 0 ? [`$(clock) ${waiting}`] : []),
    ...(dead > 0 ? [`$(error) ${dead}`] : []),
  ].join(" ");
}

function tooltipOf(dag: DeclaredDag, project: ProjectState | null): string {
  const { t } = vscode.l10n;
  const link = project?.link ?? null;
  if (!vscode.workspace.isTrusted) return t("Orchex in Restricted Mode: no database");
  if (link === null || link.state === "off") return t("Orchex: not connected to a database");
  if (link.state !== "ready") return [link.text, link.remedy ?? ""].join("\n").trim();
  const version = project?.dags?.find((known) => known.dag === dag.name)?.version ?? null;
  return [
    t("Database: {0}", link.text),
    version === null
      ? t('"{0}" has no active snapshot', dag.name)
      : t('Active snapshot of "{0}": {1}', dag.name, version),
    t("Jobs that wait: {0}", project?.depth?.total.pending ?? 0),
    t("Dead jobs: {0}", project === null ? 0 : deadCount([project])),
  ].join("\n");
}
