import type { JobStatus } from "orchex/dag";
import type { JobState, RunState } from "../messages.ts";

/** A job as it is drawn. The same object as long as nothing about it changes, so that only changed nodes draw anew. */
export interface Job {
  readonly status: JobStatus;
  readonly attempts: number;
  readonly startedMs: number | null;
  readonly finishedMs: number | null;
  readonly error: string | null;
}

/** The run that is laid over the graph. */
export interface Overlay {
  readonly run: RunState;
  readonly jobs: ReadonlyMap<string, Job>;
  /** What is to be added to this machine's clock to get the database's, so that a running job never shows nonsense. */
  readonly skewMs: number;
}

/** Takes over the jobs that a message brings; whatever is as it was stays the same object. */
export function withJobs(before: ReadonlyMap<string, Job>, changes: readonly JobState[]): ReadonlyMap<string, Job> {
  const changed = changes.flatMap((state) => {
    const job = jobOf(state);
    const old = before.get(state.task);
    return old !== undefined && same(old, job) ? [] : [[state.task, job] as const];
  });
  return changed.length === 0 ? before : new Map([...before, ...changed]);
}

/** How long a job has taken, so far if it is being processed; undefined if it has not started. */
export function durationMs(job: Job | undefined, nowMs: number): number | undefined {
  if (job === undefined || job.startedMs === null) return undefined;
  if (job.finishedMs !== null) return Math.max(0, job.finishedMs - job.startedMs);
  return job.status === "processing" ? Math.max(0, nowMs - job.startedMs) : undefined;
}

/** How many jobs have each status, of those that occur. */
export function countsOf(jobs: ReadonlyMap<string, Job>): ReadonlyMap<JobStatus, number> {
  const counts = new Map<JobStatus, number>();
  for (const { status } of jobs.values()) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

function jobOf({ status, attempts, startedAt, finishedAt, error }: JobState): Job {
  return { status, attempts, startedMs: timeOf(startedAt), finishedMs: timeOf(finishedAt), error };
}

function timeOf(text: string | null): number | null {
  const time = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

function same(a: Job, b: Job): boolean {
  return (
    a.status === b.status &&
    a.attempts === b.attempts &&
    a.startedMs === b.startedMs &&
    a.finishedMs === b.finishedMs &&
    a.error === b.error
  );
}
