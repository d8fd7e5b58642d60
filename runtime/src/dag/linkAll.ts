import { elsewhere } from "./elsewhere.ts";
import type { Graph } from "./graph.ts";
import { linkWithin } from "./linkWithin.ts";
import type { DagDeclaration } from "./model.ts";
import { problem, type Problem } from "./problem.ts";
import { quote } from "./quote.ts";

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

function duplicateNames(dags: readonly DagDeclaration[]): readonly Problem[] {
  const first = new Map<string, DagDeclaration>();
  return dags.flatMap((dag) => {
    const earlier = first.get(dag.name);
    if (earlier === undefined) {
      first.set(dag.name, dag);
      return [];
    }
    return problem("dag.duplicate-name", `There are two DAGs named ${quote(dag.name)}. Rename one of them.`, {
      location: dag.location,
      dag: dag.name,
      related: [{ message: "The first one is here.", location: earlier.location ?? null, task: null }],
    });
  });
}
