import type { Changed, Requests, ServeStatus, Topic } from "orchex/protocol";
import * as vscode from "vscode";
import type { LanguageServer } from "./languageServer.ts";
import { setting } from "./settings.ts";

export interface AskOptions {
  readonly report?: (message: string) => void;
  readonly token?: vscode.CancellationToken;
}

/** The way to the ledgers of the open folders: the language server passes on what is asked and what happens there. */
export class Link implements vscode.Disposable {
  readonly #server: LanguageServer;
  readonly #changed = new vscode.EventEmitter<{ readonly folder: string; readonly changed: Changed }>();
  /** News of what is watched. */
  readonly onChanged = this.#changed.event;
  readonly #status = new vscode.EventEmitter<{ readonly folder: string; readonly status: ServeStatus | null }>();
  /** A database is there, or not, or another one; null when nobody is there to say. */
  readonly onStatus = this.#status.event;
  readonly #reset = new vscode.EventEmitter<void>();
  /** There is another server: what was watched has to be watched again. */
  readonly onReset = this.#reset.event;
  readonly #subscriptions: vscode.Disposable[] = [];

  constructor(server: LanguageServer) {
    this.#server = server;
  }

  /** Only for a trusted folder, and if the user wants it. */
  get isWanted(): boolean {
    return vscode.workspace.isTrusted && setting("live.enabled");
  }

  get isStarting(): boolean {
    return false;
  }

  ask<Method extends keyof Requests>(
    folder: string,
    method: Method,
    params: Requests[Method]["params"],
    options: AskOptions = {},
  ): Promise<Requests[Method]["result"]> {
    throw new Error(`${folder}${method}${String(params)}${String(options)}${String(this.#server)}`);
  }

  async watch(_folder: string, _topics: readonly Topic[]): Promise<void> {}

  async unwatch(_folder: string, _topics: readonly Topic[]): Promise<void> {}

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
    this.#status.dispose();
    this.#reset.dispose();
  }
}
