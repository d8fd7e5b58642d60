import type { RunStatus } from "../../run/status.ts";
import { runStatus } from "../codes.ts";
import type { Database, Statement } from "../database.ts";

const STOP: Statement = { name: "stop-run", text: "select orchex.stop_run($1::uuid, null) as cancelled" };

const STATUS: Statement = { name: "run-status", text: "select status from orchex.runs where run_id = $1::uuid" };

/** Cancels what a run still has to do; null when there is no such run. */
export async function cancel(
  database: Database,
  runId: string,
): Promise<{ cancelled: number } | { finished: RunStatus } | null> {
  const [row] = await database.query<{ cancelled: number | null }>(STOP, [runId]);
  if (row !== undefined && row.cancelled !== null) return { cancelled: row.cancelled };
  const finished = await statusOfRun(database, runId);
  return finished === null ? null : { finished };
}

/** Null when there is no such run. */
export async function statusOfRun(database: Database, runId: string): Promise<RunStatus | null> {
  const [run] = await database.query<{ status: number }>(STATUS, [runId]);
  return run === undefined ? null : runStatus(run.status);
}
