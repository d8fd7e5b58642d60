/** `orchex`: declaring DAGs, and running them from a program. */
export { connect } from "./api/connect.ts";
export type {
  ConnectOptions,
  DagLike,
  EnqueuedRun,
  EnqueueRequest,
  Orchex,
  SnapshotRequest,
  StartWorkerOptions,
} from "./api/orchex.ts";
export type { Initialized } from "./api/initDb.ts";
export type { RetryFilter } from "./api/retryJobs.ts";
export type { RunDetails, TaskDetails } from "./api/runDetails.ts";
export type { StoredSnapshot } from "./api/storeSnapshot.ts";
export { defineConfig, type OrchexConfig } from "./config/defineConfig.ts";
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
export type { RunningWorker, WorkerEvent } from "./worker/options.ts";
export type { JobStatus, RunStatus } from "./run/status.ts";
