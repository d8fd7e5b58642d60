import type * as vscode from "vscode";
import type { Ledgers } from "../ledger/ledgers.ts";
import type { Link } from "../link.ts";
import type { DeclaredDag, Sources } from "../sources.ts";
import { GraphPanel } from "./graphPanel.ts";

export interface GraphPanelsOptions {
  readonly extension: vscode.ExtensionContext;
  readonly sources: Sources;
  readonly ledgers: Ledgers;
  readonly link: Link;
}

/** The open graphs, one of a DAG. */
export class GraphPanels implements vscode.Disposable {
  readonly #options: GraphPanelsOptions;
  readonly #panels = new Map<string, GraphPanel>();

  constructor(options: GraphPanelsOptions) {
    this.#options = options;
  }

  get all(): readonly GraphPanel[] {
    return [...this.#panels.values()];
  }

  /** Shows a DAG, beside the editor when it is not open yet, and its newest run if one is in flight. */
  async show(dag: DeclaredDag, task: string | null): Promise<void> {
    const key = keyOf(dag.folder, dag.name);
    const open = this.#panels.get(key);
    if (open === undefined) {
      const panel = new GraphPanel(this.#options, dag);
      this.#panels.set(key, panel);
      panel.onDidClose(() => this.#panels.delete(key));
      const newest = this.#options.ledgers.project(dag.folder)?.runs?.find((run) => run.dag === dag.name);
      if (newest?.status === "running") await panel.follow(newest.runId);
    } else {
      open.reveal();
    }
    if (task !== null) this.#panels.get(key)?.select(task);
  }

  /** Lays a run over the open graph of its DAG; does nothing when that is not open. */
  async follow(folder: string, dag: string, runId: string): Promise<void> {
    await this.#panels.get(keyOf(folder, dag))?.follow(runId);
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
  }
}

function keyOf(folder: string, dag: string): string {
  return `${folder}\n${dag}`;
}
