import { jobStatusCode } from "../codes.ts";
import type { Database, Statement } from "../database.ts";
import type { RequeueFilter } from "../store.ts";

const REQUEUE: Statement = {
  name: "requeue",
  text: `select orchex.requeue($1::smallint, (select d.dag_id from orchex.dags d where d.name = $2::text), $3::text, $4::timestamptz, $5::int, $6::uuid) as requeued
          where $2::text is null or exists (select from orchex.dags d where d.name = $2::text)`,
};

/** Gives dead or failed jobs another life; answers how many. */
export async function requeue(database: Database, filter: RequeueFilter): Promise<number> {
  const [row] = await database.query<{ requeued: number }>(REQUEUE, [
    jobStatusCode(filter.status),
    filter.dag,
    filter.task,
    filter.since,
    filter.minAttempts,
    filter.run,
  ]);
  return row?.requeued ?? 0;
}
