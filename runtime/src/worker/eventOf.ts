import type { ClaimedJob } from "../store/store.ts";
import type { WorkerEvent } from "./options.ts";
import type { PlannedTask } from "./snapshotPlan.ts";

/** What happened to a job, as it is told to whoever shows progress. */
export function eventOf(
  kind: WorkerEvent["kind"],
  { job, task }: { readonly job: ClaimedJob; readonly task: PlannedTask },
  more: { readonly ms?: number | undefined; readonly error?: string } = {},
): WorkerEvent {
  return {
    kind,
    runId: job.runId,
    dag: task.dag,
    task: task.name,
    attempt: job.attempts,
    ...(more.ms === undefined ? {} : { ms: more.ms }),
    ...(more.error === undefined ? {} : { error: more.error }),
  };
}
