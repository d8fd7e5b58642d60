import type { Database, Statement } from "../database.ts";
import type { Registered, WorkerRegistration } from "../store.ts";

const ENSURE_DAGS: Statement = {
  name: "ensure-dags",
  text: `
    with new as (
      insert into orchex.dags (name) select n from unnest($1::text[]) n
       where not exists (select from orchex.dags d where d.name = n)
      on conflict do nothing returning dag_id, name)
    select dag_id, name from new union all select dag_id, name from orchex.dags where name = any ($1::text[])`,
};

const REGISTER: Statement = {
  name: "register",
  text: `
    with replaced as (
      -- locked, so that a wish is stated before this, or to the new id
      select w.wanted, case when w.state in ('lost', 'stopped') then w.wanted else w.state end as state
        from orchex.workers w where w.worker_id = $9::int for update
    )
    insert into orchex.workers (name, host, pid, concurrency, dag_ids, registry, low_token, loaded_at, started_at, heartbeat_at, lease_ms, lease_until,
                                wanted, state)
    select $1::text, $2::text, $3::int, $4::int, $5::int[], $6::jsonb, t.last_value, $7::timestamptz, c.now, c.now, $8::int, c.now + $8::int * interval '1 ms',
           coalesce(r.wanted, 'running'), coalesce(r.state, 'running')
      from orchex.tokens t cross join orchex.clock() c(now) left join replaced r on true
    returning worker_id, low_token`,
};

/** Enters a worker in the ledger under a new id, with what is wanted of the one that it replaces, and its DAGs where they are not there yet. */
export async function register(database: Database, worker: WorkerRegistration): Promise<Registered> {
  const names = Object.keys(worker.registry);
  const dags = new Map<string, number>();
  // Twice when another worker enters the same new DAG at the same moment: its row is seen once it is committed.
  while (dags.size < names.length) {
    const rows = await database.query<{ dag_id: number; name: string }>(ENSURE_DAGS, [names]);
    for (const row of rows) dags.set(row.name, row.dag_id);
  }
  const [row] = await database.query<{ worker_id: number; low_token: string }>(REGISTER, [
    worker.name,
    worker.host,
    worker.pid,
    worker.concurrency,
    [...dags.values()],
    JSON.stringify(worker.registry),
    worker.loadedAt,
    worker.leaseMs,
    worker.replaces ?? null,
  ]);
  if (row === undefined) throw new Error("the ledger answered no worker id");
  return { workerId: row.worker_id, dagIds: dags, lowToken: row.low_token };
}
