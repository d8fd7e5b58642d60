import type { Ledger } from "../store/store.ts";
import { prepareRuns, type RunsToEnqueue } from "./prepareRuns.ts";
import { RunIds } from "./runId.ts";

/** One for the whole process, since ids are to be ordered across all its connections. */
const ids = new RunIds();

export interface EnqueuedRuns {
  readonly runIds: readonly string[];
  readonly version: string;
  /** False: the run with the id that the caller chose was there already. */
  readonly created: boolean;
}

/** Starts runs of the DAG's active snapshot, any number of them at once. */
export async function enqueueRuns(
  ledger: Pick<Ledger, "enqueue">,
  dag: string,
  runs: RunsToEnqueue,
): Promise<EnqueuedRuns> {
  const prepared = prepareRuns(runs, ids);
  const { version, created } = await ledger.enqueue(dag, prepared);
  return { runIds: prepared.runIds, version, created };
}
