import { jobStatus } from "../codes.ts";
import type { Database, Statement } from "../database.ts";
import type { DagFigures } from "../editorLedger.ts";

/** A DAG that hardly ever runs is not looked for further back than this many runs of all DAGs. */
const MOST_RUNS_SEEN = 20_000;
/** No id of ours is greater; ids that callers chose may be, and are found by their time. */
const LAST_ID = "ffffffff-ffff-7fff-bfff-ffffffffffff";

const FIGURES: Statement = {
  name: "figures",
  text: `
    with dag as (
      select d.dag_id, greatest(5, least(100, 20000 / greatest(1, coalesce(s.task_count, 1)))) as most
        from orchex.dags d left join orchex.snapshots s on s.snapshot_id = d.active_snapshot_id where d.name = $1::text
    ), recent as (
      select x.run_id from (
        (select r.run_id, r.created_at from (
           select n.run_id, n.created_at, n.dag_id from orchex.runs n
            where not n.own_id and n.run_id <= $2::uuid order by n.run_id desc limit $3::int) r
          where r.dag_id = (select dag_id from dag) order by r.run_id desc limit (select most from dag))
        union all
        (select r.run_id, r.created_at from (
           select n.run_id, n.created_at, n.dag_id from orchex.runs n
            where n.own_id order by n.created_at desc limit $3::int) r
          where r.dag_id = (select dag_id from dag) order by r.created_at desc limit (select most from dag))) x
       order by x.created_at desc limit (select most from dag)
    ), jobs as (
      select t.name, j.run_id, j.task_no, j.status, j.started_at, j.finished_at, j.error
        from recent r join orchex.jobs j on j.run_id = r.run_id
        join orchex.snapshot_tasks t on t.snapshot_id = j.snapshot_id and t.task_no = j.task_no
    ), failed as (
      select j.name, count(*)::int as n
        from recent r join orchex.attempts a on a.run_id = r.run_id and a.outcome <> 'cancelled'
        join jobs j on j.run_id = a.run_id and j.task_no = a.task_no group by 1
    ), ended as (
      select distinct on (j.name) j.name, j.run_id, j.status, j.finished_at, split_part(j.error, E'\\n', 1) as error
        from jobs j where j.finished_at is not null order by j.name, j.finished_at desc
    ), dead as (
      select t.name, count(*)::int as n
        from orchex.jobs j join orchex.snapshot_tasks t on t.snapshot_id = j.snapshot_id and t.task_no = j.task_no
        join orchex.runs r on r.run_id = j.run_id and r.cancel_requested_at is null
       where j.status = 4 and j.dag_id = (select dag_id from dag) group by 1
    ), held as (
      select t.name, count(*)::int as n
        from (select array_agg(w.worker_id) as ids, min(w.low_token) as low from orchex.workers w where w.ended_at is null) w
        cross join lateral orchex.held(w.ids, w.low) h
        join orchex.snapshot_tasks t on t.snapshot_id = h.snapshot_id and t.task_no = h.task_no
       where h.dag_id = (select dag_id from dag) group by 1
    ), took as (
      select j.name, count(*)::int as succeeded,
             percentile_cont(array[0.5, 0.95]) within group (order by extract(epoch from j.finished_at - j.started_at) * 1000) as ms
        from jobs j where j.status = 2 group by 1
    )
    select n.name, e.run_id, e.status, e.finished_at, e.error, coalesce(k.succeeded, 0) as succeeded,
           k.ms[1]::float8 as p50, k.ms[2]::float8 as p95, coalesce(f.n, 0) as failed, coalesce(d.n, 0) as dead, coalesce(h.n, 0) as processing
      from (select name from jobs union select name from dead union select name from held) n
      left join ended e on e.name = n.name left join took k on k.name = n.name left join failed f on f.name = n.name
      left join dead d on d.name = n.name left join held h on h.name = n.name order by n.name`,
};

const OPEN: Statement = {
  name: "open-runs",
  text: `select count(*)::int as n from orchex.runs r
          where r.finished_at is null and r.dag_id = (select d.dag_id from orchex.dags d where d.name = $1::text)`,
};

interface Row {
  name: string;
  run_id: string | null;
  status: number | null;
  finished_at: Date | null;
  error: string | null;
  succeeded: number;
  p50: number | null;
  p95: number | null;
  failed: number;
  dead: number;
  processing: number;
}

export async function figures(database: Database, dag: string): Promise<DagFigures> {
  const rows = await database.query<Row>(FIGURES, [dag, LAST_ID, MOST_RUNS_SEEN]);
  const [open] = await database.query<{ n: number }>(OPEN, [dag]);
  return { openRuns: open?.n ?? 0, tasks: rows.map(taskOf) };
}

function taskOf(row: Row): DagFigures["tasks"][number] {
  return {
    task: row.name,
    lastRun:
      row.run_id === null || row.status === null || row.finished_at === null
        ? null
        : {
            runId: row.run_id,
            status: jobStatus(row.status),
            finishedAt: row.finished_at,
            error: row.error === "" ? null : row.error,
          },
    succeeded: row.succeeded,
    failed: row.failed,
    p50Ms: row.p50,
    p95Ms: row.p95,
    dead: row.dead,
    processing: row.processing,
  };
}
