import * as vscode from "vscode";

/** What `when` clauses of the manifest ask for; the walkthrough ticks its steps by them. */
export interface ContextKeys {
  readonly hasDags: boolean;
  /** The language server has not said yet what the code declares. */
  readonly isReading: boolean;
  readonly editorHasDag: boolean;
  /** The word of the link's status. */
  readonly live: string;
  readonly hasSnapshot: boolean;
  readonly hasWorker: boolean;
  readonly hasSucceededRun: boolean;
  /** True for a moment; see `walkthroughTicks`. */
  readonly isToldAgain: boolean;
}

/** Sets context keys, each only when it changes. */
export class Context {
  readonly #values: Partial<Record<keyof ContextKeys, unknown>> = {};

  set<Key extends keyof ContextKeys>(key: Key, value: ContextKeys[Key]): void {
    if (this.#values[key] === value) return;
    this.#values[key] = value;
    void vscode.commands.executeCommand("setContext", `orchex.${key}`, value);
  }

  /** What was set, for tests. */
  get values(): Readonly<Partial<ContextKeys>> {
    return this.#values as Partial<ContextKeys>;
  }
}
