import type { Database, Statement } from "../database.ts";
import type { ClaimedJob, JobKey, Step, StepResult } from "../store.ts";

const STEP: Statement = {
  name: "step",
  text: `select kind, run_id, task_no, token, snapshot_id, attempts, failures, place, root, inputs, metadata
           from orchex.step($1::int, $2::uuid[], $3::smallint[], $4::bigint[], $5::json[], $6::int[], $7::int, $8::int[], $9::smallint[], $10::bigint)`,
};

type Row =
  | { kind: "refused"; run_id: string; task_no: number }
  | { kind: "lost" }
  | {
      kind: "job";
      run_id: string;
      task_no: number;
      token: string;
      snapshot_id: number;
      attempts: number;
      failures: number;
      place: string;
      root: boolean;
      inputs: string | null;
      metadata: string | null;
    };

/** Completes, frees and claims in one round trip and one commit. */
export async function step(
  database: Database,
  { workerId, completions, dagIds, limit, from = 0, unknown }: Step,
): Promise<StepResult> {
  const rows = await database.query<Row>(STEP, [
    workerId,
    completions.map((job) => job.runId),
    completions.map((job) => job.taskNo),
    completions.map((job) => job.token),
    completions.map((job) => job.result),
    dagIds,
    limit,
    unknown.map((task) => task.snapshotId),
    unknown.map((task) => task.taskNo),
    from,
  ]);
  const jobs: ClaimedJob[] = [];
  const refused: JobKey[] = [];
  let lost = false;
  let reach = 0;
  for (const row of rows) {
    if (row.kind === "job") {
      reach = Math.max(reach, Number(row.place));
      jobs.push({
        runId: row.run_id,
        taskNo: row.task_no,
        token: row.token,
        snapshotId: row.snapshot_id,
        attempts: row.attempts,
        failures: row.failures,
        root: row.root,
        inputs: row.inputs,
        metadata: row.metadata,
      });
    } else if (row.kind === "refused") refused.push({ runId: row.run_id, taskNo: row.task_no });
    else lost = true;
  }
  return { jobs, reach, refused, lost };
}
