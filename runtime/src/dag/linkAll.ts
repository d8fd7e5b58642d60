import { duplicateNames } from "./duplicateNames.ts";
import { elsewhere } from "./elsewhere.ts";
import type { Graph } from "./graph.ts";
import { linkWithin } from "./linkWithin.ts";
import type { DagDeclaration } from "./model.ts";
import type { Problem } from "./problem.ts";

export interface LinkedDags {
  /** One a declaration, in the same order. */
  readonly graphs: readonly Graph[];
  readonly problems: readonly Problem[];
}

/** Links the DAGs of a program: each as `link` does with the others beside it, and no two may have the same name. */
export function linkAll(dags: readonly DagDeclaration[]): LinkedDags {
  const lookup = elsewhere(dags);
  const linked = dags.map((dag) => linkWithin(dag, lookup));
  return {
    graphs: linked.map(({ graph }) => graph),
    problems: [...duplicateNames(dags), ...linked.flatMap(({ problems }) => problems)],
  };
}
