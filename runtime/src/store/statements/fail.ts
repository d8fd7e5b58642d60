import type { Database, Statement } from "../database.ts";
import type { Failure, JobKey } from "../store.ts";

const FAIL: Statement = {
  name: "fail",
  text: `select run_id, task_no, status
           from orchex.fail($1::uuid[], $2::smallint[], $3::bigint[], $4::text[], $5::text[], $6::boolean[], $7::float8[])`,
};

/** Records failed attempts; answers those that were not the job's any more. */
export async function fail(database: Database, failures: readonly Failure[]): Promise<JobKey[]> {
  const rows = await database.query<{ run_id: string; task_no: number; status: number | null }>(FAIL, [
    failures.map((job) => job.runId),
    failures.map((job) => job.taskNo),
    failures.map((job) => job.token),
    failures.map((job) => job.error),
    failures.map((job) => job.outcome),
    failures.map((job) => job.dead),
    failures.map((job) => job.delayMs),
  ]);
  return rows.filter((row) => row.status === null).map((row) => ({ runId: row.run_id, taskNo: row.task_no }));
}
