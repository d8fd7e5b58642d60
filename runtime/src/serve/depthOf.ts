import { JOB_STATUSES, type JobStatus } from "../run/status.ts";
import type { DagTotals } from "../store/editorLedger.ts";
import type { Depth } from "./protocol.ts";
import { wire } from "./wire.ts";

export function depthOf(dags: readonly DagTotals[]): Depth {
  const total = Object.fromEntries(
    JOB_STATUSES.map((status) => [status, dags.reduce((sum, { jobs }) => sum + jobs[status], 0)]),
  ) as Record<JobStatus, number>;
  return { total, dags: wire(dags) };
}
