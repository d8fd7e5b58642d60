import { jobStatus, runStatus } from "../codes.ts";
import type { Database, Statement } from "../database.ts";
import type { RunReport } from "../store.ts";

const RUN: Statement = {
  name: "report-run",
  text: `select r.run_id, d.name as dag, s.version, r.status, r.error, r.created_at, r.finished_at,
                coalesce(r.inputs, p.inputs) as inputs, r.metadata
           from orchex.runs r
           join orchex.dags d on d.dag_id = r.dag_id
           join orchex.snapshots s on s.snapshot_id = r.snapshot_id
           left join orchex.payloads p on p.run_id = r.run_id
          where r.run_id = $1::uuid`,
};

const JOBS: Statement = {
  name: "report-jobs",
  text: `select t.name, j.status, j.attempts, j.started_at, j.finished_at, j.error, j.result,
                coalesce((select array_agg(s.name order by s.name)
                            from orchex.snapshot_edges e
                            join orchex.snapshot_tasks s on s.snapshot_id = e.snapshot_id and s.task_no = e.src
                           where e.snapshot_id = j.snapshot_id and e.dst = j.task_no), '{}') as requires
           from orchex.jobs j
           join orchex.snapshot_tasks t on t.snapshot_id = j.snapshot_id and t.task_no = j.task_no
          where j.run_id = $1::uuid order by j.task_no`,
};

/** A run and its jobs, by task name; null when there is no such run. */
export async function report(database: Database, runId: string): Promise<RunReport | null> {
  const [run] = await database.query<{
    run_id: string;
    dag: string;
    version: string;
    status: number;
    error: string | null;
    created_at: Date;
    finished_at: Date | null;
    inputs: string;
    metadata: string | null;
  }>(RUN, [runId]);
  if (run === undefined) return null;
  const jobs = await database.query<{
    name: string;
    status: number;
    attempts: number;
    started_at: Date | null;
    finished_at: Date | null;
    error: string | null;
    result: string | null;
    requires: string[];
  }>(JOBS, [runId]);
  return {
    runId: run.run_id,
    dag: run.dag,
    version: run.version,
    status: runStatus(run.status),
    error: run.error,
    createdAt: run.created_at,
    finishedAt: run.finished_at,
    inputs: run.inputs,
    metadata: run.metadata,
    jobs: jobs.map((job) => ({
      task: job.name,
      status: jobStatus(job.status),
      attempts: job.attempts,
      startedAt: job.started_at,
      finishedAt: job.finished_at,
      error: job.error,
      result: job.result,
      requires: job.requires,
    })),
  };
}
