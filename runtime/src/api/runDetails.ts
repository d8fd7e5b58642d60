import { OrchexError } from "../dag/error.ts";
import type { JobStatus, RunStatus } from "../run/status.ts";
import type { RunReport } from "../store/store.ts";

export interface TaskDetails {
  readonly status: JobStatus;
  readonly attempts: number;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** Of the last attempt that failed, or why the job is blocked. */
  readonly error: string | null;
  readonly result: unknown;
  readonly requires: readonly string[];
}

/** A run as it stands. */
export interface RunDetails {
  readonly runId: string;
  readonly dag: string;
  readonly version: string;
  readonly status: RunStatus;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly tasks: Readonly<Record<string, TaskDetails>>;
  /** Why the run as a whole ended, such as `run.timeout: ...`; what failed in a task is the task's. */
  readonly error: string | null;
}

export function runDetails(report: RunReport): RunDetails {
  return {
    runId: report.runId,
    dag: report.dag,
    version: report.version,
    status: report.status,
    createdAt: report.createdAt,
    finishedAt: report.finishedAt,
    inputs: JSON.parse(report.inputs) as Record<string, unknown>,
    metadata: report.metadata === null ? null : (JSON.parse(report.metadata) as Record<string, unknown> | null),
    tasks: Object.fromEntries(
      report.jobs.map(({ task, result, ...job }) => [
        task,
        {
          status: job.status,
          attempts: job.attempts,
          startedAt: job.startedAt,
          finishedAt: job.finishedAt,
          error: job.error,
          result: result === null ? null : (JSON.parse(result) as unknown),
          requires: job.requires,
        },
      ]),
    ),
    error: report.error,
  };
}

/** What `orchex report --json` prints of a run; its keys are stable. */
export function reportJson({
  runId,
  dag,
  version,
  status,
  createdAt,
  finishedAt,
  inputs,
  metadata,
  tasks,
}: RunDetails) {
  return { runId, dag, version, status, createdAt, finishedAt, inputs, metadata, tasks };
}

export function unknownRun(runId: string): OrchexError {
  return new OrchexError("run.unknown", `The ledger has no run ${runId}`, {
    remedy: "`orchex runs` lists runs; check DATABASE_URL and DB_SCHEMA if it should be there.",
  });
}
