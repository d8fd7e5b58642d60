import type { Place } from "../source/facts.ts";
import type { Around } from "./candidates.ts";
import type { Evaluator } from "./evaluate.ts";

/** What stands around something, by names that edits elsewhere do not change. */
export function placeOf(evaluator: Evaluator, { within, branch }: Around): Place {
  return {
    within: within === null ? null : evaluator.functions.idOf(within),
    branch: branch === null ? null : evaluator.branchId(branch),
  };
}
