import { JOB_STATUSES, type JobStatus } from "orchex/dag";

const PLACES: Readonly<Record<JobStatus, number>> = {
  processing: 0,
  failed: 1,
  dead: 2,
  blocked: 3,
  pending: 4,
  succeeded: 5,
  skipped: 6,
  cancelled: 7,
};

/** In the order in which the view lists them: what asks for attention first, what is over last. */
export const listedStatuses: readonly JobStatus[] = JOB_STATUSES.toSorted((a, b) => PLACES[a] - PLACES[b]);
