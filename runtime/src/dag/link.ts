import { elsewhere } from "./elsewhere.ts";
import { linkWithin, type Linked } from "./linkWithin.ts";
import type { DagDeclaration } from "./model.ts";

/**
 * Turns a DAG's declaration into a graph and finds everything that is wrong with it. Never throws: the graph holds what
 * is sound, the problems say the rest. `others` are the DAGs beside it (it may be among them), so that a requirement
 * that names a task of another DAG is told apart from a typo. For several DAGs at once use `linkAll`.
 *
 * One mistake is one problem: a task whose own name is invalid or missing is not also an unknown requirement, a task
 * that requires itself is no cycle, and a requirement that is repeated is repeated without effect.
 */
export function link(dag: DagDeclaration, others: readonly DagDeclaration[] = []): Linked {
  return linkWithin(dag, elsewhere(others));
}
