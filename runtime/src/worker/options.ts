import type { WorkerStore } from "../store/store.ts";
import type { Executor, ExecutorEvents } from "./executor.ts";
import type { RenewerSource } from "./renewer.ts";
import type { Slots } from "./slots.ts";

/** Whatever writes lines: pino, console, or the CLI's own. Fields are plain data without secrets. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** What each thread loads: DAG addresses (`path/to/module.ts:export`) and globs, relative to `cwd`. */
export interface CodeSource {
  readonly cwd: string;
  readonly addresses: readonly string[];
  readonly modules: readonly string[];
  /** What `modules` are relative to; absent: `cwd`. */
  readonly modulesFrom?: string;
}

/** What happened to a job, for whoever shows progress. */
export interface WorkerEvent {
  readonly kind: "started" | "succeeded" | "failed" | "dead" | "skipped" | "cancelled" | "released" | "refused";
  readonly runId: string;
  readonly dag: string;
  readonly task: string;
  readonly attempt: number;
  /** Milliseconds the body took; absent for `started`. */
  readonly ms?: number;
  readonly error?: string;
}

export interface WorkerOptions {
  readonly store: WorkerStore;
  /** The worker's id in the ledger and on the command line. */
  readonly name: string;
  readonly code: CodeSource;
  /** Task bodies at once. */
  readonly concurrency: number;
  readonly pollIntervalMs: number;
  readonly leaseMs: number;
  /** For tasks that declare no timeout. */
  readonly taskTimeoutMs: number;
  /** For tasks that declare no maxAttempts. */
  readonly maxAttempts: number;
  readonly maxResultBytes: number;
  /** Milliseconds between two metrics lines in the log; 0 is none. */
  readonly metricsIntervalMs: number;
  /** Stop by itself once nothing is pending, processing or failed. */
  readonly drain: boolean;
  /** Run bodies on the main thread: simpler to debug; a body that blocks cannot be ended. */
  readonly inline: boolean;
  /** Load changed modules again, in fresh threads. */
  readonly watch: boolean;
  readonly logger: Logger;
  /**
   * Without any answer of the database for this long the worker ends, so that whoever supervises it starts another;
   * absent: 30 seconds.
   */
  readonly silenceMs?: number;
  /** Keeps the lease while a body blocks this thread; only used with `inline`. */
  readonly renewer?: RenewerSource;
  /** Called when the database does not answer, at most once a second: starts it again where it is ours to start. */
  readonly revive?: () => Promise<void>;
  readonly onEvent?: (event: WorkerEvent) => void;
  /** Where bodies run; absent: in threads, or with `inline` on this one. */
  readonly executor?: (options: ExecutorOptions) => Promise<{ readonly executor: Executor; readonly slots: Slots }>;
}

interface ExecutorOptions {
  readonly code: CodeSource;
  readonly concurrency: number;
  readonly maxResultBytes: number;
  readonly events: ExecutorEvents;
}

export interface RunningWorker {
  /** DAG names that its code declares. */
  readonly dags: readonly string[];
  /** Settles when it has ended, by itself or by `stop`; rejects when it could not go on. */
  readonly done: Promise<void>;
  /** Claims nothing more, lets bodies finish, gives back the rest. */
  stop(): void;
  /** Aborts the bodies too, and gives their jobs back with the attempt uncounted. */
  kill(): void;
}
