import { JOB_STATUSES, RUN_STATUSES, type JobStatus, type RunStatus } from "../run/status.ts";

/** Statuses are stored as their place in the list, as migration 1 says. */
export function jobStatus(code: number): JobStatus {
  const status = JOB_STATUSES[code];
  if (status === undefined) throw new RangeError(`unknown job status ${code} in the ledger`);
  return status;
}

export function runStatus(code: number): RunStatus {
  const status = RUN_STATUSES[code];
  if (status === undefined) throw new RangeError(`unknown run status ${code} in the ledger`);
  return status;
}

export function jobStatusCode(status: JobStatus): number {
  return JOB_STATUSES.indexOf(status);
}

export function runStatusCode(status: RunStatus): number {
  return RUN_STATUSES.indexOf(status);
}
