import type { Database, Statement } from "../database.ts";
import type { DeadJob } from "../editorLedger.ts";

const DEAD: Statement = {
  name: "dead-jobs",
  text: `
    select j.run_id, d.name as dag, s.version, t.name as task, j.attempts, j.finished_at, j.error,
           r.cancel_requested_at is null as retryable
      from orchex.jobs j
      join orchex.runs r on r.run_id = j.run_id
      join orchex.dags d on d.dag_id = j.dag_id
      join orchex.snapshots s on s.snapshot_id = j.snapshot_id
      join orchex.snapshot_tasks t on t.snapshot_id = j.snapshot_id and t.task_no = j.task_no
     where j.status = 4 and ($1::text is null or d.name = $1::text) and ($2::text is null or t.name = $2::text)
     order by j.finished_at desc nulls last, j.run_id, t.name limit $3::int`,
};

export async function deadJobs(
  database: Database,
  { dag, task, limit }: { dag: string | null; task: string | null; limit: number },
): Promise<DeadJob[]> {
  const rows = await database.query<{
    run_id: string;
    dag: string;
    version: string;
    task: string;
    attempts: number;
    finished_at: Date | null;
    error: string | null;
    retryable: boolean;
  }>(DEAD, [dag, task, limit]);
  return rows.map((row) => ({
    runId: row.run_id,
    dag: row.dag,
    version: row.version,
    task: row.task,
    attempts: row.attempts,
    diedAt: row.finished_at,
    error: row.error,
    retryable: row.retryable,
  }));
}
