/**
 * The edges of a DAG between tasks that exist. An edge to an unknown name or to the task itself is never in it; a cycle
 * may be (`cycles` finds it), so that a wrong DAG can still be drawn.
 */
export interface Graph {
  readonly dag: string;
  /** In declaration order, which every answer about the graph keeps where it is free to. */
  readonly tasks: readonly string[];
  /** Of every task, what it requires, in the order in which it says so. */
  readonly requires: ReadonlyMap<string, readonly string[]>;
  /** Of every task, the tasks that require it, in declaration order. */
  readonly dependents: ReadonlyMap<string, readonly string[]>;
}

/** Builds a graph from tasks in declaration order, leaving out repeated names and whatever is no edge between two of them. */
export function graphOf(
  dag: string,
  tasks: Iterable<{ readonly name: string; readonly requires: readonly string[] }>,
): Graph {
  const declared = new Map<string, readonly string[]>();
  for (const { name, requires } of tasks) {
    if (!declared.has(name)) declared.set(name, requires);
  }
  const requires = new Map<string, readonly string[]>();
  const dependents = new Map<string, string[]>(Array.from(declared.keys(), (name) => [name, []]));
  for (const [name, required] of declared) {
    const sound: string[] = [];
    for (const other of required) {
      const waiting = dependents.get(other);
      // The last to wait for a task is this one only if the requirement is repeated.
      if (waiting === undefined || other === name || waiting.at(-1) === name) continue;
      waiting.push(name);
      sound.push(other);
    }
    requires.set(name, sound);
  }
  return { dag, tasks: [...declared.keys()], requires, dependents };
}
