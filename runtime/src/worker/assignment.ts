/** A task of a snapshot as a body runner needs it, sent once a runner and then named by its number. */
export interface Definition {
  readonly number: number;
  readonly dag: string;
  readonly task: string;
  readonly maxAttempts: number;
}

/** One attempt, on its way to a body runner. */
export interface Assignment {
  /** Its place in the slots, until it has ended. */
  readonly slot: number;
  readonly generation: number;
  readonly definition: number;
  readonly runId: string;
  readonly attempt: number;
  /** Failures before this attempt. */
  readonly failures: number;
  readonly token: string;
  /** JSON text of the body's first parameter. */
  readonly inputs: string;
  /** JSON text. */
  readonly runInputs: string;
  /** JSON text, or null when the run has none. */
  readonly metadata: string | null;
}

/** What a body came to. */
export interface Outcome {
  readonly slot: number;
  readonly generation: number;
  readonly ok: boolean;
  /** JSON text of the result, or the text of the error. */
  readonly text: string;
  readonly ms: number;
  /** What the task's own back-off function answered, in milliseconds. */
  readonly delayMs?: number;
}

/** The tasks a runner's code declares, by DAG. */
export type Registry = Readonly<Record<string, readonly string[]>>;

export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface LoadFailure {
  readonly code: string;
  readonly message: string;
  readonly remedy: string | undefined;
}

export type ToRunner =
  | { readonly kind: "run"; readonly definitions: readonly Definition[]; readonly jobs: readonly Assignment[] }
  | { readonly kind: "abort"; readonly slot: number; readonly generation: number; readonly reason: string };

export type FromRunner =
  | { readonly kind: "loaded"; readonly registry: Registry; readonly files: readonly string[] }
  | { readonly kind: "not-loaded"; readonly failure: LoadFailure }
  | { readonly kind: "outcomes"; readonly outcomes: readonly Outcome[] }
  | { readonly kind: "log"; readonly line: LogLine };
