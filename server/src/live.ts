import type { SnapshotContent } from "orchex/dag";

/**
 * What the ledger knows about the DAGs that are being edited, as the features see it: facts are data that are at hand,
 * never awaited, and may be some hundred milliseconds old. `runtimeLink.ts` keeps them current.
 */
export interface LiveFacts {
  readonly status: LiveStatus;
  /** What is known about a DAG. `file` is where it is declared: two projects of one editor may have a ledger each. */
  dag(name: string, file: string): LiveDag | null;
}

/** Quiet words for a status bar. Nothing but `connected` gives facts. */
export type LiveStatus =
  /** The client did not ask for it, the workspace is not trusted, or the setting says no. */
  | { readonly kind: "off" }
  | { readonly kind: "starting" }
  /** `database` is shown to the user and never holds a password; several projects are listed with commas. */
  | { readonly kind: "connected"; readonly database: string }
  /** Comes back by itself; `message` is one sentence on why it is away. */
  | { readonly kind: "unavailable"; readonly message: string };

export interface LiveDag {
  readonly name: string;
  /** Null when no snapshot is active: then nothing is drift. */
  readonly active: LiveSnapshot | null;
  /** Runs that are not finished. */
  readonly runningRuns: number;
  /** By name; tasks that never ran may be absent. */
  readonly tasks: ReadonlyMap<string, LiveTask>;
}

export interface LiveSnapshot {
  readonly version: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly content: SnapshotContent;
}

/** Figures of one task over its recent attempts, which ones is the ledger's choice. */
export interface LiveTask {
  /** The job that ended last; null when none did. */
  readonly lastRun: LiveLastRun | null;
  /** 0 to 1 of the attempts that ended; null when none did. */
  readonly successRate: number | null;
  /** Of successful attempts, in milliseconds; null when there is none. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Jobs that are dead now and could be retried. */
  readonly dead: number;
  /** Jobs whose bodies run now. */
  readonly processing: number;
}

interface LiveLastRun {
  readonly runId: string;
  /** A job's status in the words of the CLI, such as `succeeded` or `dead`. */
  readonly status: string;
  /** ISO 8601. */
  readonly finishedAt: string;
  /** The first line of its error; null when it has none. */
  readonly error: string | null;
}

/** Which project an action is about: the file that declares the DAG decides the ledger and the address. */
export interface LiveTarget {
  readonly dag: string;
  readonly file: string;
}

/** What can be done through the link. Each rejects with an Error whose message is one sentence for the user. */
export interface LiveActions {
  /** Stores the DAG as its file on disk declares it. `exportName` completes the address `file:exportName`. */
  snapshot(
    target: LiveTarget & { readonly exportName: string; readonly activate: boolean },
  ): Promise<{ readonly version: string; readonly created: boolean; readonly active: boolean }>;
  /** Makes new runs use a stored version. */
  activate(target: LiveTarget & { readonly version: string }): Promise<{ readonly version: string }>;
  /** Starts a run of the active snapshot. */
  enqueue(
    target: LiveTarget & { readonly inputs: Readonly<Record<string, unknown>> },
  ): Promise<{ readonly runId: string; readonly version: string }>;
  /** Gives dead jobs another life, or lets those that wait for their retry go at once. A task of null is all of the DAG's. */
  retry(
    target: LiveTarget & { readonly status: "dead" | "failed"; readonly task: string | null },
  ): Promise<{ readonly jobs: number }>;
  /** Cancels what a run still has to do. */
  cancel(target: LiveTarget & { readonly runId: string }): Promise<{ readonly cancelled: number }>;
}

export interface LiveWanted {
  readonly enabled: boolean;
  readonly folders: readonly string[];
  /** Folder of an `orchex` package for projects that have none; null is the server's own. */
  readonly runtime: string | null;
  /** Names of environment variables that processes get besides the usual ones. */
  readonly environment: readonly string[];
}

/** The link itself, as the server's object graph holds it. */
export interface Live {
  readonly facts: LiveFacts;
  readonly actions: LiveActions;
  /** Tells that facts are others than before; `dags` are the names, or null when it may be any, as after a reconnect. */
  onChange(listener: (dags: ReadonlySet<string> | null) => void): { dispose(): void };
  /**
   * Called once the client is ready and whenever folders, trust or settings change: links the folders, or none while
   * `enabled` is false. Absolute paths. The child starts in the background; nothing here waits for it.
   */
  follow(wanted: LiveWanted): void;
  /** Files that say how a project is run may be others than before: its settings are read again. Absolute paths. */
  filesChanged(files: readonly string[]): void;
  /** Ends children and timers; resolves when they have gone. */
  dispose(): Promise<void>;
}

/** Facts of a link that is off. */
export const noFacts: LiveFacts = { status: { kind: "off" }, dag: () => null };
