import { OrchexError } from "../../dag/error.ts";
import { parseSnapshot } from "../../dag/parseSnapshot.ts";
import type { Database, Statement } from "../database.ts";
import type { JobKey, LoadedResult, LoadedRun, LoadedSnapshot } from "../store.ts";

const SNAPSHOT: Statement = {
  name: "load-snapshot",
  text: "select dag_id, version, content from orchex.snapshots where snapshot_id = $1::int",
};

const RUNS: Statement = {
  name: "load-runs",
  text: `select r.run_id, coalesce(r.inputs, p.inputs) as inputs, r.metadata
           from orchex.runs r left join orchex.payloads p on p.run_id = r.run_id
          where r.run_id = any ($1::uuid[])`,
};

const RESULTS: Statement = {
  name: "load-results",
  text: `select j.run_id, j.task_no, j.result
           from unnest($1::uuid[], $2::smallint[]) u(run_id, task_no)
           join orchex.jobs j on j.run_id = u.run_id and j.task_no = u.task_no
          where j.status in (2, 5)`,
};

export async function loadSnapshot(database: Database, snapshotId: number): Promise<LoadedSnapshot> {
  const [row] = await database.query<{ dag_id: number; version: string; content: string }>(SNAPSHOT, [snapshotId]);
  if (row === undefined) throw new OrchexError("snapshot.unknown", `The ledger holds no snapshot number ${snapshotId}`);
  return { snapshotId, dagId: row.dag_id, version: row.version, content: contentOf(row.content) };
}

/** Reads the stored form; one that this version does not understand is an error, never a guess. */
export function contentOf(text: string): LoadedSnapshot["content"] {
  const parsed = parseSnapshot(JSON.parse(text));
  if (!parsed.ok)
    throw new OrchexError("snapshot.unreadable", `A stored snapshot cannot be read: ${parsed.error}`, {
      remedy: "Upgrade the orchex package here to the version that made it.",
    });
  return parsed.value;
}

export async function loadRuns(database: Database, runIds: readonly string[]): Promise<LoadedRun[]> {
  const rows = await database.query<{ run_id: string; inputs: string; metadata: string | null }>(RUNS, [runIds]);
  return rows.map((row) => ({ runId: row.run_id, inputs: row.inputs, metadata: row.metadata }));
}

export async function loadResults(database: Database, jobs: readonly JobKey[]): Promise<LoadedResult[]> {
  const rows = await database.query<{ run_id: string; task_no: number; result: string }>(RESULTS, [
    jobs.map((job) => job.runId),
    jobs.map((job) => job.taskNo),
  ]);
  return rows.map((row) => ({ runId: row.run_id, taskNo: row.task_no, result: row.result }));
}
