import { OrchexError } from "../dag/error.ts";
import { nearest } from "../dag/nearest.ts";
import { quote } from "../dag/quote.ts";
import type { Ledger } from "../store/store.ts";

/** Throws `dag.unknown` unless the ledger knows a DAG of this name. */
export async function knownDag(ledger: Ledger, dag: string): Promise<void> {
  const names = await ledger.dagNames();
  if (names.includes(dag)) return;
  throw new OrchexError("dag.unknown", `The ledger has no DAG ${quote(dag)}${didYouMean(names, dag)}`, {
    remedy: names.length === 0 ? "Run `orchex init-db` first." : `It has ${listed(names)}.`,
  });
}

/** Throws `task.unknown` unless a snapshot of the DAG, or of any DAG, has a task of this name. */
export async function knownTask(ledger: Ledger, dag: string | null, task: string): Promise<void> {
  const names = await ledger.taskNames(dag);
  if (names.includes(task)) return;
  const where = dag === null ? "No DAG" : `DAG ${quote(dag)}`;
  throw new OrchexError(
    "task.unknown",
    `${where} ${dag === null ? "has a task" : "has no task"} ${quote(task)}${didYouMean(names, task)}`,
    { remedy: names.length === 0 ? "It has no snapshot yet." : `The tasks are ${listed(names)}.` },
  );
}

export function didYouMean(names: readonly string[], wanted: string): string {
  const near = nearest(names)(wanted);
  return near === undefined ? "" : `. Did you mean ${quote(near)}?`;
}

const MOST_LISTED = 20;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).map(quote).join(", ");
  return names.length > MOST_LISTED ? `${shown} and ${names.length - MOST_LISTED} more` : shown;
}
