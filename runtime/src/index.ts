/** `orchex`: declaring DAGs. */
export { dag } from "./declare/dagDecorator.ts";
export { Dag } from "./declare/dag.ts";
export type { Inputs } from "./declare/inputs.ts";
export type { Jsonify } from "./declare/jsonify.ts";
export type { Logger, TaskContext } from "./declare/context.ts";
export type { BackoffFunction, DagOptions, ErrorHandler, TaskOptions } from "./declare/options.ts";
export { task } from "./declare/taskDecorator.ts";
export type { InputsOf, RequirementLike, Task } from "./declare/task.ts";
export type { Duration } from "./dag/duration.ts";
export { OrchexError } from "./dag/error.ts";
export type { Problem } from "./dag/problem.ts";
