import type { Database, Statement } from "../database.ts";
import type { WantedState, WorkerState, WorkerSummary } from "../store.ts";

/** A worker that lost its lease goes on under a new id: only its latest counts. Ended ones are shown for a day. */
const WORKERS: Statement = {
  name: "workers",
  text: `
    select distinct on (w.name, w.host, w.pid) w.name, w.host, w.pid, w.concurrency, w.wanted, w.jobs, w.started_at, w.heartbeat_at,
           case when w.ended_at is null and w.lease_until < orchex.clock() then 'lost' else w.state end as state,
           coalesce((select array_agg(d.name order by d.name) from orchex.dags d where d.dag_id = any (w.dag_ids)), '{}') as dags
      from orchex.workers w
     where w.ended_at is null or w.ended_at > orchex.clock() - interval '24 hours'
     order by w.name, w.host, w.pid, w.worker_id desc`,
};

export async function workers(database: Database): Promise<WorkerSummary[]> {
  const rows = await database.query<{
    name: string;
    host: string;
    pid: number;
    dags: string[];
    concurrency: number;
    state: WorkerState;
    wanted: WantedState;
    jobs: number;
    started_at: Date;
    heartbeat_at: Date;
  }>(WORKERS);
  return rows.map((row) => ({
    workerId: row.name,
    host: row.host,
    pid: row.pid,
    dags: row.dags,
    concurrency: row.concurrency,
    state: row.state,
    wanted: row.wanted,
    jobs: row.jobs,
    startedAt: row.started_at,
    heartbeatAt: row.heartbeat_at,
  }));
}

const WANT: Statement = {
  name: "want-worker",
  text: `
    with w as (
      update orchex.workers set wanted = $2::text
       where name = $1::text and ended_at is null and lease_until > orchex.clock() returning worker_id)
    select (select count(*)::int from w) as n, pg_notify('orchex', 'control')`,
};

/** False when no live worker has this id. */
export async function wantWorker(database: Database, workerId: string, wanted: WantedState): Promise<boolean> {
  const [row] = await database.query<{ n: number }>(WANT, [workerId, wanted]);
  return (row?.n ?? 0) > 0;
}
