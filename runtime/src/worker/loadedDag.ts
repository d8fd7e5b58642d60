import type { TaskContext } from "../declare/context.ts";
import type { Deps } from "./deps.ts";

/** A task's code, as a body runner uses it. */
export interface LoadedTask {
  readonly run: (inputs: unknown, context: TaskContext) => unknown;
  /** Seconds until the next attempt, by the task's own function. */
  readonly backoff?: (failures: number, error: unknown) => unknown;
  readonly onError?: (error: unknown, context: TaskContext) => unknown;
  /** Those of its DAG; undefined when it has none. */
  readonly deps: Deps | undefined;
}

export interface LoadedDag {
  readonly name: string;
  readonly tasks: ReadonlyMap<string, LoadedTask>;
}
