import type { HostMessage, JobState } from "orchex-studio/messages";
import type { JobEntry, RunDetail, RunHead } from "orchex/protocol";
import * as vscode from "vscode";
import { setting } from "../settings.ts";
import type { DeclaredDag } from "../sources.ts";
import { dagGraph } from "./dagGraph.ts";
import { graphHtml } from "./graphHtml.ts";
import type { GraphPanelsOptions } from "./graphPanels.ts";
import { readViewMessage } from "./readViewMessage.ts";
import { saveExport } from "./saveExport.ts";
import { wordsOfGraph } from "./wordsOfGraph.ts";

/** The graph of one DAG in a panel: follows the code, the cursor and a run. */
export class GraphPanel implements vscode.Disposable {
  readonly #options: GraphPanelsOptions;
  readonly #folder: string;
  readonly #dag: string;
  readonly #panel: vscode.WebviewPanel;
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #closed = new vscode.EventEmitter<void>();
  readonly onDidClose = this.#closed.event;
  /** What was sent, for tests; the page itself is out of their reach. */
  readonly sent: HostMessage[] = [];
  #isReady = false;
  #runId: string | null = null;
  #task: string | null = null;

  constructor(options: GraphPanelsOptions, dag: DeclaredDag) {
    this.#options = options;
    this.#folder = dag.folder;
    this.#dag = dag.name;
    const studio = vscode.Uri.joinPath(options.extension.extensionUri, "dist-extension", "studio");
    this.#panel = vscode.window.createWebviewPanel(
      "orchex.graph",
      vscode.l10n.t("Graph of {0}", dag.name),
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      // What is drawn is kept while the tab is hidden: a large graph takes seconds to lay out.
      { enableScripts: true, localResourceRoots: [studio], retainContextWhenHidden: true },
    );
    this.#panel.iconPath = vscode.Uri.joinPath(options.extension.extensionUri, "client", "media", "orchex.svg");
    this.#panel.webview.onDidReceiveMessage((message: unknown) => void this.#hear(message), this, this.#subscriptions);
    this.#panel.onDidDispose(() => this.#close());
    this.#subscriptions.push(
      options.sources.onDidChange(() => void this.#sendGraph()),
      options.ledgers.onDidChange(() => void this.#sendGraph()),
      options.link.onChanged(({ folder, changed }) => {
        if (folder === this.#folder && "run" in changed && changed.run.runId === this.#runId) {
          this.#sendJobs(changed.run, changed.jobs);
        }
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#cursorMoved(textEditor)),
    );
    this.#panel.webview.html = graphHtml(this.#panel.webview, studio);
  }

  reveal(): void {
    this.#panel.reveal(undefined, true);
  }

  select(task: string | null): void {
    if (this.#task === task) return;
    this.#task = task;
    this.#send({ type: "selection", task });
  }

  /** Lays a run over the graph and keeps it current. */
  async follow(runId: string): Promise<void> {
    const { link } = this.#options;
    if (this.#runId !== null && this.#runId !== runId) await this.#unwatch(this.#runId);
    this.#runId = runId;
    await link.watch(this.#folder, [`run:${runId}`]);
    await this.#sendRun();
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #close(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    if (this.#runId !== null) void this.#unwatch(this.#runId);
    this.#closed.fire();
    this.#closed.dispose();
  }

  async #unwatch(runId: string): Promise<void> {
    await this.#options.link.unwatch(this.#folder, [`run:${runId}`]).catch(() => {});
  }

  async #hear(value: unknown): Promise<void> {
    const message = readViewMessage(value);
    if (message === null) return;
    const about = { folder: this.#folder, dag: this.#dag };
    switch (message.type) {
      case "ready":
        return this.#begin();
      case "reveal":
        return void (await vscode.commands.executeCommand("orchex.openCode", { ...about, task: message.task }));
      case "openJob":
        return void (await vscode.commands.executeCommand("orchex.openJob", {
          ...about,
          task: message.task,
          runId: message.run,
        }));
      case "export":
        return saveExport(message);
      case "copy":
        return vscode.env.clipboard.writeText(message.text);
    }
  }

  async #begin(): Promise<void> {
    this.#isReady = true;
    this.#lastGraph = "";
    this.#send({ type: "words", words: wordsOfGraph() });
    await this.#sendGraph();
    if (this.#runId !== null) await this.#sendRun();
    if (this.#task !== null) this.#send({ type: "selection", task: this.#task });
  }

  #lastGraph = "";

  async #sendGraph(): Promise<void> {
    const { sources, ledgers } = this.#options;
    const declared = sources.dags.find(({ folder, name }) => folder === this.#folder && name === this.#dag);
    if (declared === undefined) return;
    const active = ledgers.project(this.#folder)?.dags?.find(({ dag }) => dag === this.#dag)?.version ?? null;
    const graph = dagGraph(declared, active);
    const text = JSON.stringify(graph);
    if (!this.#isReady || text === this.#lastGraph) return;
    this.#lastGraph = text;
    this.#send({ type: "graph", graph });
  }

  async #sendRun(): Promise<void> {
    const runId = this.#runId;
    if (runId === null || !this.#isReady) return;
    const run = await this.#options.link.ask(this.#folder, "run", { runId });
    if (this.#runId !== runId) return;
    this.#send({ type: "run", run: { ...headOf(run), jobs: run.jobs.map(jobOf) }, now: new Date().toISOString() });
  }

  #sendJobs(run: RunHead, jobs: readonly JobEntry[]): void {
    this.#send({ type: "jobs", run: headOf(run), jobs: jobs.map(jobOf), now: new Date().toISOString() });
  }

  #cursorMoved({ document, selection }: vscode.TextEditor): void {
    if (!setting("graph.followCursor")) return;
    const uri = document.uri.toString();
    const line = selection.active.line;
    const dag = this.#options.sources.dags.find(({ folder, name }) => folder === this.#folder && name === this.#dag);
    const task = dag?.tasks.find(
      ({ uri: at, range }) => at === uri && range.start.line <= line && line <= range.end.line,
    );
    if (task !== undefined) this.select(task.name);
  }

  #send(message: HostMessage): void {
    if (!this.#isReady) return;
    this.sent.push(message);
    if (this.sent.length > 100) this.sent.shift();
    void this.#panel.webview.postMessage(message);
  }
}

function headOf({ runId, status, createdAt, finishedAt }: RunHead | RunDetail) {
  return { run: runId, status, startedAt: createdAt, finishedAt };
}

function jobOf({ task, status, attempts, startedAt, finishedAt, error }: JobEntry): JobState {
  return { task, status, attempts, startedAt, finishedAt, error };
}
