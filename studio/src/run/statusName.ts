import type { Translate } from "../l10n.ts";
import type { JobStatus, RunStatus } from "../messages.ts";

/** In the order in which they are listed: what asks for attention first, what is over last. */
export const JOB_STATUSES: readonly JobStatus[] = [
  "processing",
  "failed",
  "dead",
  "blocked",
  "pending",
  "succeeded",
  "skipped",
  "cancelled",
];

/** A status in the reader's words. The words of the ledger stay: they are what the command line and the log say. */
export function statusName(t: Translate, status: JobStatus | RunStatus): string {
  return t(status);
}
