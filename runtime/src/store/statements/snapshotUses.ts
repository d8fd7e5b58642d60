import type { Database, Statement } from "../database.ts";
import type { SnapshotUse } from "../editorLedger.ts";

const USES: Statement = {
  name: "snapshot-uses",
  text: `
    with open as (
      select r.snapshot_id, count(*)::int as n from orchex.runs r
       where r.finished_at is null and r.dag_id = (select d.dag_id from orchex.dags d where d.name = $1::text) group by 1)
    select s.version, s.created_at, s.activated_at, s.task_count, coalesce(o.n, 0) as runs,
           s.snapshot_id is not distinct from d.active_snapshot_id as active
      from orchex.dags d join orchex.snapshots s on s.dag_id = d.dag_id left join open o on o.snapshot_id = s.snapshot_id
     where d.name = $1::text order by s.snapshot_id desc`,
};

export async function snapshotUses(database: Database, dag: string): Promise<SnapshotUse[]> {
  const rows = await database.query<{
    version: string;
    created_at: Date;
    activated_at: Date | null;
    task_count: number;
    runs: number;
    active: boolean;
  }>(USES, [dag]);
  return rows.map((row) => ({
    version: row.version,
    createdAt: row.created_at,
    activatedAt: row.activated_at,
    active: row.active,
    tasks: row.task_count,
    runsInFlight: row.runs,
  }));
}
