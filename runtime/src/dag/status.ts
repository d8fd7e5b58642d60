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

/** The states of a run. It is running until no job can move any more, or somebody pauses or cancels it. */
export const RUN_STATUSES = ["running", "paused", "succeeded", "failed", "cancelled"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
