import { LEDGER_BUGS } from "./ledgerBugs.ts";
import type { Mutant } from "./mutant.ts";
import { WORKER_BUGS } from "./workerBugs.ts";

/** Every bug that can be planted, by its name. */
export const MUTANTS: Readonly<Record<string, Mutant>> = { ...LEDGER_BUGS, ...WORKER_BUGS };

export function mutantOf(name: string): Mutant {
  const mutant = MUTANTS[name];
  if (mutant === undefined) throw new Error(`There is no mutant ${name}: ${Object.keys(MUTANTS).join(", ")}`);
  return mutant;
}
