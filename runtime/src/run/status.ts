import type { JobStatus } from "../dag/status.ts";

export { JOB_STATUSES, RUN_STATUSES, type JobStatus, type RunStatus } from "../dag/status.ts";

/**
 * Every legal move of a job. `failed` waits for its retry; `dead` and `blocked` wait for a person or for their cause to
 * go away; a job that its worker lost goes back to `pending` by itself.
 */
export const JOB_MOVES: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  pending: ["processing", "blocked", "cancelled", "skipped"],
  processing: ["succeeded", "failed", "dead", "skipped", "cancelled", "pending"],
  failed: ["processing", "pending", "blocked", "cancelled", "skipped"],
  dead: ["pending"],
  blocked: ["pending", "cancelled"],
  succeeded: [],
  skipped: [],
  cancelled: [],
};
