/** What the model keeps. Times are milliseconds since an arbitrary moment. */

export interface Task {
  readonly name: string;
  /** Numbers of tasks, all smaller than its own. */
  readonly requires: readonly number[];
  readonly priority: number;
  readonly maxAttempts: number;
  readonly delayMs: number;
}

export interface Snapshot {
  readonly id: number;
  readonly dag: string;
  readonly version: string;
  readonly timeoutMs: number | null;
  readonly tasks: readonly Task[];
  activatedAt: number;
}

export type JobStatus =
  "pending" | "processing" | "succeeded" | "failed" | "dead" | "skipped" | "blocked" | "cancelled";

export interface Job {
  readonly no: number;
  status: JobStatus;
  /** The fence: 0 before the first claim; kept afterwards. */
  token: number;
  /** Who claimed it last. */
  worker: number;
  attempts: number;
  failures: number;
  crashes: number;
  /** Not claimable before somebody has noticed that this moment has passed. */
  dueAt: number | null;
  startedAt: number | null;
  finishedAt: number | null;
  result: string | null;
  error: string | null;
}

export interface Run {
  readonly id: string;
  readonly snapshot: Snapshot;
  readonly inputs: string;
  metadata: string | null;
  readonly jobs: readonly Job[];
  cancelledAt: number | null;
  timeoutAt: number | null;
  finishedAt: number | null;
  error: string | null;
}

export interface Worker {
  readonly id: number;
  readonly name: string;
  readonly dags: readonly string[];
  /** Tasks that its code does not have. */
  readonly lacks: ReadonlySet<string>;
  readonly loadedAt: number;
  readonly leaseMs: number;
  leaseUntil: number;
  /** Its lease was moved on since its last beat. */
  graced: boolean;
  ended: "stopped" | "lost" | null;
}

/** A failed, lost or cancelled attempt, as history keeps it. */
export interface Attempt {
  readonly run: string;
  readonly no: number;
  readonly attempt: number;
  readonly outcome: string;
  readonly worker: string;
  readonly startedAt: number | null;
  readonly finishedAt: number;
  readonly error: string | null;
}

export interface Claim {
  readonly run: string;
  readonly no: number;
  readonly token: number;
}
