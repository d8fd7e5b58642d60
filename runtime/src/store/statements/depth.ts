import type { Database, Statement } from "../database.ts";

const READY: Statement = {
  name: "ready",
  text: `select count(*)::int as n from (
           select from orchex.jobs q where q.ready and q.dag_id = any ($1::int[]) limit $2::int) x`,
};

/**
 * Cheap and nearly always right: nothing ready, nothing waiting for its time, nothing held. What is left then is
 * blocked, dead or has a requirement that is; the exact question is asked only once this one says no.
 */
const BUSY: Statement = {
  name: "busy",
  text: `
    select exists (select from orchex.jobs q where q.ready and q.dag_id = any ($1::int[]))
        or exists (select from orchex.jobs q where q.next_attempt_at is not null and q.dag_id = any ($1::int[]))
        or exists (select from orchex.held(
             (select array_agg(w.worker_id) from orchex.workers w where not w.swept),
             (select min(w.low_token) from orchex.workers w where not w.swept)) h
             where h.dag_id = any ($1::int[])) as busy`,
};

const OPEN: Statement = {
  name: "open",
  text: "select exists (select from orchex.runs r where r.status = 0 and r.open_jobs > 0 and r.dag_id = any ($1::int[])) as busy",
};

export async function depth(database: Database, dagIds: readonly number[], limit: number): Promise<number> {
  const [row] = await database.query<{ n: number }>(READY, [dagIds, limit]);
  return row?.n ?? 0;
}

/** Whether any job of these DAGs is pending, processing or failed. */
export async function anyOpen(database: Database, dagIds: readonly number[]): Promise<boolean> {
  for (const statement of [BUSY, OPEN]) {
    const [row] = await database.query<{ busy: boolean }>(statement, [dagIds]);
    if (row?.busy === true) return true;
  }
  return false;
}
