import type { Database, Statement } from "../database.ts";
import type { KnownDag } from "../editorLedger.ts";

const KNOWN: Statement = {
  name: "known-dags",
  text: `select d.name, s.version, s.task_count, s.activated_at,
                (select count(*)::int from orchex.snapshots x where x.dag_id = d.dag_id) as snapshots
           from orchex.dags d left join orchex.snapshots s on s.snapshot_id = d.active_snapshot_id order by d.name`,
};

export async function knownDags(database: Database): Promise<KnownDag[]> {
  const rows = await database.query<{
    name: string;
    version: string | null;
    task_count: number | null;
    activated_at: Date | null;
    snapshots: number;
  }>(KNOWN);
  return rows.map((row) => ({
    dag: row.name,
    version: row.version,
    tasks: row.task_count,
    activatedAt: row.activated_at,
    snapshots: row.snapshots,
  }));
}
