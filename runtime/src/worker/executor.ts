import type { Assignment, Definition, LogLine, Outcome, Registry } from "./assignment.ts";

/** A job whose body can give no outcome any more, because its thread has ended. */
export interface Orphan {
  readonly slot: number;
  /** Its body had begun. */
  readonly begun: boolean;
  /** Why the thread ended by itself; null when it was ended on purpose. */
  readonly error: string | null;
}

export interface ExecutorEvents {
  readonly onOutcomes: (outcomes: readonly Outcome[]) => void;
  readonly onOrphans: (orphans: readonly Orphan[]) => void;
  readonly onLog: (line: LogLine) => void;
}

/** Where bodies run: a pool of threads, or the main thread. */
export interface Executor {
  readonly registry: Registry;
  /** The files the DAGs were declared in, for `--watch`. */
  readonly files: readonly string[];
  /** Jobs it would take now, with up to `ahead` more than it can begin at once. */
  capacity(ahead: number): number;
  /** `brief`: numbers of definitions whose bodies take next to no time, so that a few of them need no second thread. */
  submit(definitions: readonly Definition[], jobs: readonly Assignment[], brief: ReadonlySet<number>): void;
  /** Asks a body to end. */
  abort(slot: number, reason: string): void;
  /** Ends a body that did not; its neighbours become orphans too. False when bodies cannot be ended here. */
  terminate(slot: number): boolean;
  /** The job of this slot has ended, by outcome or by recall. */
  settle(slot: number): void;
  /** Loads the code again, into fresh threads; what runs goes on where it is. */
  reload(): Promise<void>;
  /** Ends everything at once. */
  close(): Promise<void>;
}
