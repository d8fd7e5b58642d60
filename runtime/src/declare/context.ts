/** Writes to the worker's log, each line with the run, the task and the attempt. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** What a task gets as its second parameter: where it stands, and what it needs to have effects safely. */
export interface TaskContext<Deps = unknown> {
  readonly runId: string;
  readonly dag: string;
  readonly task: string;
  /** Counts claims of this job, from 1. */
  readonly attempt: number;
  /** How many failures this task may have before its job is dead. */
  readonly maxAttempts: number;
  /** Aborted when the attempt times out, its run is cancelled or the worker stops; soon after, the body is ended. */
  readonly signal: AbortSignal;
  /** The same for every attempt of this job. Give it to a payment provider, or store it beside what you write. */
  readonly idempotencyKey: string;
  /** Greater for every later claim: a store that keeps the greatest it saw can refuse a body that came back too late. */
  readonly fence: string;
  /** What the run was enqueued with; root tasks also get it as their first parameter. */
  readonly runInputs: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What the DAG's `deps` made, once per thread. */
  readonly deps: Deps;
  readonly logger: Logger;
}
