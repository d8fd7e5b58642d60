import { jobStatus, runStatus } from "../codes.ts";
import type { Database, Statement } from "../database.ts";
import type { RunState } from "../editorLedger.ts";

const RUN: Statement = {
  name: "run-state",
  text: `select r.run_id, d.name as dag, s.version, r.status, r.error, r.created_at, r.finished_at,
                r.cancel_requested_at is not null as stop_requested
           from orchex.runs r
           join orchex.dags d on d.dag_id = r.dag_id
           join orchex.snapshots s on s.snapshot_id = r.snapshot_id
          where r.run_id = $1::uuid`,
};

const JOBS: Statement = {
  name: "run-state-jobs",
  text: `select t.name, j.status, j.attempts, j.started_at, j.finished_at, j.next_attempt_at, split_part(j.error, E'\\n', 1) as error
           from orchex.jobs j
           join orchex.snapshot_tasks t on t.snapshot_id = j.snapshot_id and t.task_no = j.task_no
          where j.run_id = $1::uuid order by j.task_no`,
};

/** A run and its jobs without their data; null when there is no such run. */
export async function runState(database: Database, runId: string): Promise<RunState | null> {
  const [run] = await database.query<{
    run_id: string;
    dag: string;
    version: string;
    status: number;
    error: string | null;
    created_at: Date;
    finished_at: Date | null;
    stop_requested: boolean;
  }>(RUN, [runId]);
  if (run === undefined) return null;
  const jobs = await database.query<{
    name: string;
    status: number;
    attempts: number;
    started_at: Date | null;
    finished_at: Date | null;
    next_attempt_at: Date | null;
    error: string | null;
  }>(JOBS, [runId]);
  return {
    runId: run.run_id,
    dag: run.dag,
    version: run.version,
    status: runStatus(run.status),
    error: run.error,
    createdAt: run.created_at,
    finishedAt: run.finished_at,
    stopRequested: run.stop_requested,
    jobs: jobs.map((job) => ({
      task: job.name,
      status: jobStatus(job.status),
      attempts: job.attempts,
      startedAt: job.started_at,
      finishedAt: job.finished_at,
      nextAttemptAt: job.next_attempt_at,
      error: job.error,
    })),
  };
}
