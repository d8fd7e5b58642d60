import type { Database, Statement } from "../database.ts";
import type { JobClaim, JobKey } from "../store.ts";

/**
 * Only code that was loaded after the run's snapshot was activated may say that a task is gone, and only if no live
 * worker knows it: during a rolling deploy nothing is skipped.
 */
const SKIP: Statement = {
  name: "skip",
  text: `
    with gone as (
      select j.run_id, j.task_no, j.token
        from unnest($2::uuid[], $3::smallint[], $4::bigint[]) u(run_id, task_no, token)
        join orchex.jobs j on j.run_id = u.run_id and j.task_no = u.task_no and j.token = u.token and j.status = 1
        join orchex.snapshots s on s.snapshot_id = j.snapshot_id
        join orchex.dags d on d.dag_id = j.dag_id
        join orchex.snapshot_tasks t on t.snapshot_id = j.snapshot_id and t.task_no = j.task_no
        join orchex.workers me on me.worker_id = $1::int and me.loaded_at > s.activated_at
       where not exists (select from orchex.workers w where w.ended_at is null and w.registry -> d.name ? t.name)
    ), keys as (
      select array_agg(g.run_id) as run, array_agg(g.task_no) as no, array_agg(g.token) as token,
             array_agg('{"noop":true}'::json) as result
        from gone g
    ), refused as (
      select c.run_id, c.task_no
        from keys k cross join lateral orchex.complete(
          k.run, k.no, k.token, k.result, 5::smallint, 'task missing in registry', orchex.clock()) c
       where k.run is not null
    )
    select g.run_id, g.task_no from gone g
    except all
    select r.run_id, r.task_no from refused r`,
};

/** Skips jobs whose task is no longer in code. Answers those it skipped. */
export async function skip(database: Database, workerId: number, jobs: readonly JobClaim[]): Promise<JobKey[]> {
  const rows = await database.query<{ run_id: string; task_no: number }>(SKIP, [
    workerId,
    jobs.map((job) => job.runId),
    jobs.map((job) => job.taskNo),
    jobs.map((job) => job.token),
  ]);
  return rows.map((row) => ({ runId: row.run_id, taskNo: row.task_no }));
}
