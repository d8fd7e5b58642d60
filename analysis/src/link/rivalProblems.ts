import { duplicateNames, type Problem } from "orchex/dag";
import type { DagLink } from "./linkDag.ts";
import type { LinkedDag } from "./linked.ts";

/**
 * One `dag.duplicate-name` for each DAG of a name that an earlier one has. One that no module exports can only clash with
 * those of its own file: a test makes as many as it likes.
 */
export function rivalProblems(dags: readonly DagLink[]): readonly Problem[] {
  const known = dags.filter(({ dag }) => dag.name !== null);
  return known.flatMap(({ dag, declaration }, index) => {
    const rival = known.slice(0, index).find(({ dag: other }) => mayClash(dag, other));
    return rival === undefined ? [] : duplicateNames([rival.declaration, declaration]);
  });
}

function mayClash(dag: LinkedDag, other: LinkedDag): boolean {
  if (dag.exportName !== null && other.exportName !== null) return true;
  return dag.file === other.file && dag.isTopLevel && other.isTopLevel;
}
