import type { Duration } from "../dag/duration.ts";
import type { TaskContext } from "./context.ts";

/** Called after every failed attempt, where the body ran. What it throws is logged and changes nothing. */
export type ErrorHandler<Deps = unknown> = (error: unknown, context: TaskContext<Deps>) => void | Promise<void>;

/** The seconds to wait before the next attempt, given how many have failed and the last error. */
export type BackoffFunction = (attempt: number, error: unknown) => number;

/** How a task is run. Everything is optional; an absent option is the DAG's worker's own setting. */
interface PolicyOptions<Deps = unknown> {
  /** How long one attempt may take; null is no limit. Default: TASK_TIMEOUT_SECONDS. */
  readonly timeout?: Duration | null;
  /** The delay before a retry. Default: min(2^min(failures, 8) + 0..5, 600) seconds. */
  readonly backoff?: Duration | BackoffFunction;
  /** 1 to 10, higher first. Default: 5. */
  readonly priority?: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;
  readonly onError?: ErrorHandler<Deps>;
}

/** How often a task may fail: one of the two ways to say it, never both. */
type AttemptOptions =
  | {
      /** Failures after which the job is dead, from 1. Default: MAX_ATTEMPTS. */
      readonly maxAttempts?: number;
      readonly retries?: never;
    }
  | {
      /** Attempts after the first, from 0: one less than `maxAttempts`. */
      readonly retries?: number;
      readonly maxAttempts?: never;
    };

/** Options of a task; `requires` says which results it gets. */
export type TaskOptions<Requires extends readonly unknown[], Deps = unknown> = PolicyOptions<Deps> &
  AttemptOptions & { readonly requires?: Requires };

export interface DagOptions<Deps = unknown> {
  /** How long a whole run may take; at its end the jobs are cancelled and the run fails. Default: no limit. */
  readonly timeout?: Duration;
  /** Makes `context.deps`, once per thread, before the first task of that thread. */
  readonly deps?: () => Deps | Promise<Deps>;
  /** For every task that has no `onError` of its own. */
  readonly onError?: ErrorHandler<Deps>;
}
