import type { DagDeclaration, SourceLocation, TaskDeclaration } from "../dag/model.ts";
import type { TaskContext } from "./context.ts";
import type { BackoffFunction, ErrorHandler } from "./options.ts";

/** A task as the executor needs it. */
export interface TaskDefinition {
  readonly name: string;
  readonly declaration: TaskDeclaration;
  /** Runs the body, of a function or of the one instance of a class. Call it as a function, without `this`. */
  readonly run: (inputs: unknown, context: TaskContext) => unknown;
  /** There exactly if the declared back-off is of kind "function". */
  readonly backoff?: BackoffFunction;
  /** The task's own, else the DAG's. */
  readonly onError?: ErrorHandler;
}

/** What both ways of declaring a DAG come to. `tasks` grows while the modules of a DAG are loaded. */
export interface DagDefinition {
  readonly name: string;
  readonly timeoutMs?: number;
  readonly location?: SourceLocation;
  /** By name, in declaration order. */
  readonly tasks: ReadonlyMap<string, TaskDefinition>;
  /** Call it once per thread, where bodies run, and await it. */
  readonly deps?: () => unknown;
  /** Already given to every task that has none of its own. */
  readonly onError?: ErrorHandler;
}

/** The declaration as the pure model judges and snapshots it. */
export function declarationOf(dag: DagDefinition): DagDeclaration {
  const { name, timeoutMs, location } = dag;
  return {
    name,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(location !== undefined && { location }),
    tasks: Array.from(dag.tasks.values(), (task) => task.declaration),
  };
}
