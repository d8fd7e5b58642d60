import { JOB_STATUSES, type JobStatus } from "../../run/status.ts";
import { jobStatus } from "../codes.ts";
import type { Database, Statement } from "../database.ts";
import type { DagTotals } from "../editorLedger.ts";

/** Reads the whole table, since statuses are not indexed: that would cost every completion its heap-only update. */
const JOBS: Statement = {
  name: "totals-jobs",
  text: "select j.dag_id, j.status, count(*)::int as n, max(j.finished_at) as last from orchex.jobs j group by 1, 2",
};

const DAGS: Statement = {
  name: "totals-dags",
  text: `
    with open as (select r.dag_id, count(*)::int as n from orchex.runs r where r.finished_at is null group by 1),
    -- the first of each priority is one step into the index of ready jobs, however many there are
    waiting as (
      select d.dag_id, min(r.created_at) as since
        from orchex.dags d cross join generate_series(1, 10) p(priority)
        cross join lateral (
          select q.run_id from orchex.jobs q
           where q.ready and q.dag_id = d.dag_id
             and q.place >= orchex.place(p.priority::smallint, 0) and q.place < orchex.place((p.priority - 1)::smallint, 0)
           order by q.place limit 1) q
        join orchex.runs r on r.run_id = q.run_id group by 1)
    select d.dag_id, d.name, coalesce(o.n, 0) as open_runs, w.since
      from orchex.dags d left join open o on o.dag_id = d.dag_id left join waiting w on w.dag_id = d.dag_id order by d.name`,
};

interface Counted {
  readonly status: JobStatus;
  readonly n: number;
  readonly last: Date | null;
}

/** Every DAG, by name, with every status. */
export async function totals(database: Database): Promise<DagTotals[]> {
  const jobs = await database.query<{ dag_id: number; status: number; n: number; last: Date | null }>(JOBS);
  const dags = await database.query<{ dag_id: number; name: string; open_runs: number; since: Date | null }>(DAGS);
  return dags.map((dag) => {
    const counted = jobs
      .filter((row) => row.dag_id === dag.dag_id)
      .map(({ status, n, last }): Counted => ({ status: jobStatus(status), n, last }));
    const counts = new Map(counted.map(({ status, n }) => [status, n]));
    return {
      dag: dag.name,
      jobs: Object.fromEntries(JOB_STATUSES.map((name) => [name, counts.get(name) ?? 0])) as Record<JobStatus, number>,
      openRuns: dag.open_runs,
      waitingSince: dag.since,
      lastEndAt: latest(counted),
      lastDeathAt: latest(counted.filter(({ status }) => status === "dead")),
    };
  });
}

function latest(counted: readonly Counted[]): Date | null {
  const times = counted.flatMap(({ last }) => (last === null ? [] : [last.getTime()]));
  return times.length === 0 ? null : new Date(Math.max(...times));
}
