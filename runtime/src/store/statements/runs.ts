import type { JobStatus, RunStatus } from "../../run/status.ts";
import { jobStatus, runStatus, runStatusCode } from "../codes.ts";
import type { Database, Statement } from "../database.ts";
import type { RunSummary } from "../store.ts";

/**
 * Ids made here are ordered by time, so the newest stand at the end of the key; ids that a caller chose have an index
 * of their own. The bound keeps those that merely look newer out of the scan.
 */
const RUNS: Statement = {
  name: "runs",
  text: `
    with recent as (
      (select r.* from orchex.runs r
        where not r.own_id and r.run_id <= $4::uuid
          and ($1::text is null or r.dag_id = (select d.dag_id from orchex.dags d where d.name = $1::text))
          and ($2::smallint is null or r.status = $2::smallint)
        order by r.run_id desc limit $3::int)
      union all
      (select r.* from orchex.runs r
        where r.own_id
          and ($1::text is null or r.dag_id = (select d.dag_id from orchex.dags d where d.name = $1::text))
          and ($2::smallint is null or r.status = $2::smallint)
        order by r.created_at desc limit $3::int)
    )
    select r.run_id, d.name as dag, s.version, r.status, r.created_at, r.finished_at,
           (select json_object_agg(c.status, c.n)
              from (select j.status, count(*) as n from orchex.jobs j where j.run_id = r.run_id group by 1) c) as jobs
      from recent r
      join orchex.dags d on d.dag_id = r.dag_id
      join orchex.snapshots s on s.snapshot_id = r.snapshot_id
     order by r.created_at desc, r.run_id desc limit $3::int`,
};

/** Newest first. */
export async function runs(
  database: Database,
  { dag, status, limit }: { dag: string | null; status: RunStatus | null; limit: number },
): Promise<RunSummary[]> {
  const rows = await database.query<{
    run_id: string;
    dag: string;
    version: string;
    status: number;
    created_at: Date;
    finished_at: Date | null;
    jobs: string | null;
  }>(RUNS, [dag, status === null ? null : runStatusCode(status), limit, "ffffffff-ffff-7fff-bfff-ffffffffffff"]);
  return rows.map((row) => ({
    runId: row.run_id,
    dag: row.dag,
    version: row.version,
    status: runStatus(row.status),
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    jobs: countsOf(row.jobs),
  }));
}

function countsOf(text: string | null): Partial<Record<JobStatus, number>> {
  const counts = JSON.parse(text ?? "{}") as Record<string, number>;
  return Object.fromEntries(Object.entries(counts).map(([code, count]) => [jobStatus(Number(code)), count]));
}
