import { jobStatus } from "../codes.ts";
import type { Database, Statement } from "../database.ts";
import type { AttemptRecord, JobDetails } from "../editorLedger.ts";

/** Texts are measured before they are sent, so that a look at one job never carries what nobody can read. */
const JOB: Statement = {
  name: "job-details",
  text: `
    with job as (
      select j.*, t.name from orchex.jobs j
        join orchex.snapshot_tasks t on t.snapshot_id = j.snapshot_id and t.task_no = j.task_no
       where j.run_id = $1::uuid and t.name = $2::text
    ), required as (
      select t.name, p.result from job
        join orchex.snapshot_edges e on e.snapshot_id = job.snapshot_id and e.dst = job.task_no
        join orchex.snapshot_tasks t on t.snapshot_id = e.snapshot_id and t.task_no = e.src
        join orchex.jobs p on p.run_id = job.run_id and p.task_no = e.src
    ), given as (
      select case when job.root then coalesce(octet_length(coalesce(r.inputs, l.inputs)::text), 0)
                  else (select coalesce(sum(octet_length(q.result::text)), 0)::int from required q) end as bytes,
             job.root, coalesce(r.inputs, l.inputs) as inputs
        from job join orchex.runs r on r.run_id = job.run_id left join orchex.payloads l on l.run_id = job.run_id)
    select job.name, job.status, job.attempts, job.started_at, job.finished_at, job.next_attempt_at, job.error,
           d.name as dag, s.version, w.name as worker,
           g.bytes as inputs_bytes,
           case when g.bytes > $3::int then null when g.root then g.inputs
                else (select coalesce(json_object_agg(q.name, q.result order by q.name), '{}') from required q) end as inputs,
           coalesce(octet_length(job.result::text), 0) as result_bytes,
           case when octet_length(job.result::text) <= $3::int then job.result end as result,
           coalesce(octet_length(r.metadata::text), 0) as metadata_bytes,
           case when octet_length(r.metadata::text) <= $3::int then r.metadata end as metadata
      from job cross join given g
      join orchex.runs r on r.run_id = job.run_id
      join orchex.dags d on d.dag_id = job.dag_id
      join orchex.snapshots s on s.snapshot_id = job.snapshot_id
      left join orchex.workers w on w.worker_id = job.worker_id`,
};

const HISTORY: Statement = {
  name: "job-history",
  text: `select a.attempt, a.outcome, a.worker, a.started_at, a.finished_at, a.error
           from orchex.jobs j
           join orchex.snapshot_tasks t on t.snapshot_id = j.snapshot_id and t.task_no = j.task_no
           join orchex.attempts a on a.run_id = j.run_id and a.task_no = j.task_no
          where j.run_id = $1::uuid and t.name = $2::text order by a.finished_at, a.attempt`,
};

interface Row {
  name: string;
  status: number;
  attempts: number;
  started_at: Date | null;
  finished_at: Date | null;
  next_attempt_at: Date | null;
  error: string | null;
  dag: string;
  version: string;
  worker: string | null;
  inputs_bytes: number;
  inputs: string | null;
  result_bytes: number;
  result: string | null;
  metadata_bytes: number;
  metadata: string | null;
}

/** Null when the run has no such task, or there is no such run. */
export async function jobDetails(
  database: Database,
  runId: string,
  task: string,
  maxBytes: number,
): Promise<JobDetails | null> {
  const [row] = await database.query<Row>(JOB, [runId, task, maxBytes]);
  if (row === undefined) return null;
  return {
    runId,
    dag: row.dag,
    version: row.version,
    task: row.name,
    status: jobStatus(row.status),
    attempts: row.attempts,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    nextAttemptAt: row.next_attempt_at,
    worker: row.worker,
    error: row.error,
    inputs: { text: row.inputs, bytes: row.inputs_bytes },
    result: { text: row.result, bytes: row.result_bytes },
    metadata: { text: row.metadata, bytes: row.metadata_bytes },
    history: await history(database, runId, task),
  };
}

async function history(database: Database, runId: string, task: string): Promise<AttemptRecord[]> {
  const rows = await database.query<{
    attempt: number;
    outcome: AttemptRecord["outcome"];
    worker: string | null;
    started_at: Date | null;
    finished_at: Date;
    error: string | null;
  }>(HISTORY, [runId, task]);
  return rows.map((row) => ({
    attempt: row.attempt,
    outcome: row.outcome,
    worker: row.worker,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    error: row.error,
  }));
}
