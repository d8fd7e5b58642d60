import type { DagDeclaration } from "./model.ts";
import { problem, type Problem } from "./problem.ts";
import { quote } from "./quote.ts";

/** One `dag.duplicate-name` for each DAG whose name an earlier one has. */
export function duplicateNames(dags: readonly DagDeclaration[]): readonly Problem[] {
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
