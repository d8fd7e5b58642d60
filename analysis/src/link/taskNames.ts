import type { Elsewhere } from "orchex/dag";
import type { DagKey } from "./linked.ts";

/** Which DAGs declare a task of a name, kept current DAG by DAG. */
export class TaskNames {
  readonly #names = new Map<DagKey, { readonly dag: string; readonly tasks: ReadonlySet<string> }>();
  readonly #owners = new Map<string, Map<string, number>>();

  /** Finds another DAG with a task of this name; of several the first by name, whatever came first. */
  readonly elsewhere: Elsewhere = (task, asking) => {
    let first: string | undefined;
    for (const dag of this.#owners.get(task)?.keys() ?? []) {
      if (dag !== asking && (first === undefined || dag < first)) first = dag;
    }
    return first;
  };

  /** Notes the tasks of a DAG, none when it is gone, and says which names were added or lost. */
  put(key: DagKey, dag: string, tasks: ReadonlySet<string>): ReadonlySet<string> {
    const before = this.#names.get(key);
    if (tasks.size === 0) this.#names.delete(key);
    else this.#names.set(key, { dag, tasks });
    const isSameDag = before?.dag === dag;
    const changed = new Set<string>();
    for (const task of before?.tasks ?? []) {
      if (isSameDag && tasks.has(task)) continue;
      this.#count(task, before?.dag ?? dag, -1);
      changed.add(task);
    }
    for (const task of tasks) {
      if (isSameDag && before.tasks.has(task)) continue;
      this.#count(task, dag, 1);
      changed.add(task);
    }
    return changed;
  }

  #count(task: string, dag: string, change: 1 | -1): void {
    const owners = this.#owners.get(task) ?? new Map<string, number>();
    const count = (owners.get(dag) ?? 0) + change;
    if (count === 0) owners.delete(dag);
    else owners.set(dag, count);
    if (owners.size === 0) this.#owners.delete(task);
    else this.#owners.set(task, owners);
  }
}
