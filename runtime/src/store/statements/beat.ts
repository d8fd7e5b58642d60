import type { Database, Statement } from "../database.ts";
import type { Beat, BeatResult, WantedState } from "../store.ts";

const BEAT: Statement = {
  name: "beat",
  text: `select kind, worker_id, wanted, run_id
           from orchex.beat($1::int[], $2::bigint[], $3::int[], $4::int, $5::text, $6::uuid[])`,
};

type Row = { kind: "worker"; worker_id: number; wanted: WantedState } | { kind: "stop"; run_id: string };

/** Renews the leases of a worker's ids, and learns what is wanted of it and which of its runs were stopped. */
export async function beat(database: Database, { ids, leaseMs, state, heldRuns }: Beat): Promise<BeatResult> {
  const rows = await database.query<Row>(BEAT, [
    ids.map((id) => id.workerId),
    ids.map((id) => id.lowToken),
    ids.map((id) => id.jobs),
    leaseMs,
    state,
    heldRuns,
  ]);
  const alive = new Set<number>();
  const stoppedRuns: string[] = [];
  const wishes = new Map<number, WantedState>();
  for (const row of rows) {
    if (row.kind === "stop") stoppedRuns.push(row.run_id);
    else {
      alive.add(row.worker_id);
      wishes.set(row.worker_id, row.wanted);
    }
  }
  return { alive, wanted: wishOf(wishes), stoppedRuns };
}

/** Of a worker with several ids the newest counts, except that whoever was told to end ends. */
function wishOf(wishes: ReadonlyMap<number, WantedState>): WantedState | null {
  const all = [...wishes.values()];
  return (
    all.find((wish) => wish === "stopped") ??
    all.find((wish) => wish === "draining") ??
    wishes.get(Math.max(...wishes.keys())) ??
    null
  );
}

const RENEW: Statement = {
  name: "renew",
  text: `update orchex.workers w set lease_until = greatest(w.lease_until, c.now + $2::int * interval '1 ms'),
                heartbeat_at = c.now, graced = false
           from orchex.clock() c(now) where w.worker_id = any ($1::int[]) and w.ended_at is null`,
};

/** Keeps leases while the worker's own thread cannot. */
export async function renew(database: Database, workerIds: readonly number[], leaseMs: number): Promise<void> {
  await database.query(RENEW, [workerIds, leaseMs]);
}
