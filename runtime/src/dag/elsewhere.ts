import type { DagDeclaration } from "./model.ts";

/** Finds the name of a DAG, other than the one that asks, that declares a task of this name. */
export type Elsewhere = (task: string, asking: string) => string | undefined;

/** Looks tasks up in other DAGs. The index is made by the first question, since most DAGs never ask one. */
export function elsewhere(dags: readonly DagDeclaration[]): Elsewhere {
  let index: Map<string, Set<string>> | undefined;
  return (task, asking) => {
    index ??= indexOf(dags);
    for (const dag of index.get(task) ?? []) {
      if (dag !== asking) return dag;
    }
    return undefined;
  };
}

function indexOf(dags: readonly DagDeclaration[]): Map<string, Set<string>> {
  const index = new Map<string, Set<string>>();
  for (const dag of dags) {
    for (const { name } of dag.tasks) {
      if (name === undefined) continue;
      const owners = index.get(name) ?? new Set();
      index.set(name, owners.add(dag.name));
    }
  }
  return index;
}
