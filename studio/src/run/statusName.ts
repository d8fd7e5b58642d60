import type { JobStatus, RunStatus } from "orchex/dag";
import type { Translate } from "../l10n.ts";

/** A status in the reader's words. The words of the ledger stay: they are what the command line and the log say. */
export function statusName(t: Translate, status: JobStatus | RunStatus): string {
  return t(status);
}
