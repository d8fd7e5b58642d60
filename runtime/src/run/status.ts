/** The eight states of a job (one task of one run), in the order in which reports show them. */
export const JOB_STATUSES = [
  "pending",
  "processing",
  "succeeded",
  "failed",
  "dead",
  "skipped",
  "blocked",
  "cancelled",
] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export const RUN_STATUSES = ["running", "paused", "succeeded", "failed", "cancelled"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

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
