import { JOB_STATUSES, type JobStatus } from "../../run/status.ts";
import { jobStatus } from "../codes.ts";
import type { Database, Statement } from "../database.ts";
import type { FailureSummary, StaleLock } from "../store.ts";

const DEPTH: Statement = {
  name: "queue-depth",
  text: `select d.name as dag, j.status, count(j.run_id)::int as n
           from orchex.dags d left join orchex.jobs j on j.dag_id = d.dag_id group by 1, 2 order by 1, 2`,
};

/** Jobs by DAG and status; every DAG and every status is there. */
export async function queueDepth(database: Database): Promise<Record<string, Record<JobStatus, number>>> {
  const rows = await database.query<{ dag: string; status: number | null; n: number }>(DEPTH);
  const dags = new Map<string, Record<JobStatus, number>>();
  for (const { dag, status, n } of rows) {
    const counts =
      dags.get(dag) ?? (Object.fromEntries(JOB_STATUSES.map((name) => [name, 0])) as Record<JobStatus, number>);
    if (status !== null) counts[jobStatus(status)] = n;
    dags.set(dag, counts);
  }
  return Object.fromEntries(dags);
}

const FAILURES: Statement = {
  name: "failures",
  text: `select t.name as task, d.name as dag, count(*)::int as failures, max(j.finished_at) as last_at,
                (array_agg(j.error order by j.finished_at desc))[1] as last_error
           from orchex.jobs j
           join orchex.snapshot_tasks t on t.snapshot_id = j.snapshot_id and t.task_no = j.task_no
           join orchex.dags d on d.dag_id = j.dag_id
          where j.status in (3, 4) and j.finished_at >= (select coalesce($2::timestamptz, orchex.clock() - interval '24 hours'))
            and ($1::text is null or d.name = $1::text)
          group by 1, 2 order by 3 desc, 4 desc`,
};

/** Tasks with jobs that are failed or dead, most first. */
export async function failures(
  database: Database,
  { dag, since }: { dag: string | null; since: Date | null },
): Promise<FailureSummary[]> {
  const rows = await database.query<{
    task: string;
    dag: string;
    failures: number;
    last_at: Date;
    last_error: string | null;
  }>(FAILURES, [dag, since]);
  return rows.map((row) => ({
    task: row.task,
    dag: row.dag,
    failures: row.failures,
    lastError: row.last_error,
    lastAt: row.last_at,
  }));
}

const STALE: Statement = {
  name: "stale-locks",
  text: `
    with gone as (
      select array_agg(w.worker_id) as ids, min(w.low_token) as low from orchex.workers w
       where case when w.ended_at is null then w.lease_until < orchex.clock() else not w.swept end)
    select h.run_id, t.name as task, d.name as dag, w.name as worker, w.lease_until
      from gone g cross join lateral orchex.held(g.ids, g.low) h
      join orchex.workers w on w.worker_id = h.worker_id
      join orchex.dags d on d.dag_id = h.dag_id
      join orchex.snapshot_tasks t on t.snapshot_id = h.snapshot_id and t.task_no = h.task_no
     where g.ids is not null and ($1::text is null or d.name = $1::text)
     order by w.lease_until, h.run_id, t.name`,
};

/** Jobs in the hands of workers whose lease has expired, which the next beat of any worker takes back. */
export async function staleLocks(database: Database, dag: string | null): Promise<StaleLock[]> {
  const rows = await database.query<{ run_id: string; task: string; dag: string; worker: string; lease_until: Date }>(
    STALE,
    [dag],
  );
  return rows.map((row) => ({
    runId: row.run_id,
    task: row.task,
    dag: row.dag,
    worker: row.worker,
    leaseUntil: row.lease_until,
  }));
}
