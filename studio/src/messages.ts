import type { Drift, JobStatus, Problem, RunStatus, SourceLocation } from "orchex/dag";

/**
 * What the view and whoever shows it (the extension, a web page) say to each other, as structured clones through
 * `postMessage`. The view asks for nothing but by its own messages: it starts with `ready`, and the host answers with
 * what it knows, in any order, again whenever it changes.
 */

/** A task as the code declares it. `requires` may name what does not exist: the view draws what does. */
export interface GraphTask {
  readonly name: string;
  readonly requires: readonly string[];
  readonly location: SourceLocation | null;
}

/** A DAG as the code declares it, and how that differs from the active snapshot. The view finds waves and cycles itself. */
export interface DagGraph {
  readonly dag: string;
  /** The hash of the active snapshot; null if there is none or nobody knows. */
  readonly version: string | null;
  /** In declaration order. */
  readonly tasks: readonly GraphTask[];
  readonly problems: readonly Problem[];
  /** Empty if nothing differs or no snapshot is active. A removed task is drawn as a ghost. */
  readonly drift: readonly Drift[];
}

/** One job of the run that is laid over the graph. Times are ISO 8601 of the database's clock. */
export interface JobState {
  readonly task: string;
  readonly status: JobStatus;
  readonly attempts: number;
  /** Of the last attempt; null before the first. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** The last attempt's error on one line; null if there was none. */
  readonly error: string | null;
}

export interface RunState {
  readonly run: string;
  readonly status: RunStatus;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export type ExportFormat = "svg" | "mermaid";

export type HostMessage =
  | { readonly type: "graph"; readonly graph: DagGraph }
  /** The run to lay over the graph, whole; null takes it away. `now` is the database's clock when this was read. */
  | {
      readonly type: "run";
      readonly run: (RunState & { readonly jobs: readonly JobState[] }) | null;
      readonly now: string;
    }
  /** Only what has changed since; of another run than the one that is shown it is ignored. */
  | { readonly type: "jobs"; readonly run: RunState; readonly jobs: readonly JobState[]; readonly now: string }
  /** The task that the cursor is in. */
  | { readonly type: "selection"; readonly task: string | null }
  | { readonly type: "search"; readonly text: string }
  /** Asks for an `export` message, as the view's own menu does. */
  | { readonly type: "export"; readonly format: ExportFormat }
  /** Translations, English to the reader's language, as in a bundle of `vscode.l10n`. */
  | { readonly type: "words"; readonly words: Readonly<Record<string, string>> };

export type ViewMessage =
  /** The view listens. Nothing that was sent before has arrived. */
  | { readonly type: "ready" }
  /** The user wants to see a task's code. */
  | { readonly type: "reveal"; readonly dag: string; readonly task: string; readonly location: SourceLocation | null }
  | { readonly type: "openJob"; readonly run: string; readonly task: string }
  /** A document for the host to save or open: the view itself may not write files. */
  | { readonly type: "export"; readonly dag: string; readonly format: ExportFormat; readonly text: string }
  /** Text for the clipboard, which a webview cannot always reach. */
  | { readonly type: "copy"; readonly text: string };
