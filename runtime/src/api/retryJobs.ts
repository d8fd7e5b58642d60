import { knownDag, knownTask } from "./knownNames.ts";
import { invalidRunId } from "./prepareRuns.ts";
import { unknownRun } from "./runDetails.ts";
import { isUuid } from "./runId.ts";
import type { Ledger } from "../store/store.ts";

/** Which dead or failed jobs to try again. Every condition must hold; an absent one always does. */
export interface RetryFilter {
  /** Name of the DAG; absent: every DAG. */
  readonly dag?: string;
  readonly task?: string;
  /** Only jobs that failed at or after this time. */
  readonly since?: Date;
  readonly minAttempts?: number;
  /** A run id. */
  readonly run?: string;
}

/**
 * Gives jobs another life, with attempts from zero. Throws `dag.unknown` and `task.unknown`, with the nearest name,
 * `run.unknown` and `run.invalid-id`.
 */
export async function retryJobs(ledger: Ledger, status: "dead" | "failed", filter: RetryFilter): Promise<number> {
  if (filter.dag !== undefined) await knownDag(ledger, filter.dag);
  if (filter.task !== undefined) await knownTask(ledger, filter.dag ?? null, filter.task);
  if (filter.run !== undefined) await knownRun(ledger, filter.run);
  return await ledger.requeue({
    status,
    dag: filter.dag ?? null,
    task: filter.task ?? null,
    since: filter.since ?? null,
    minAttempts: filter.minAttempts ?? null,
    run: filter.run ?? null,
  });
}

async function knownRun(ledger: Ledger, runId: string): Promise<void> {
  if (!isUuid(runId)) throw invalidRunId(runId);
  if ((await ledger.runStatus(runId)) === null) throw unknownRun(runId);
}
