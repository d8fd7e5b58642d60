import type { Graph } from "./graph.ts";

/**
 * Everything that must be done before the given tasks can start, nearest first. A given task is in it only if another
 * given one needs it or it lies on a cycle; an unknown name reaches nothing.
 */
export function upstream(graph: Graph, tasks: readonly string[]): ReadonlySet<string> {
  return closure(graph.requires, tasks);
}

/** Everything that waits for the given tasks, nearest first; the counterpart of `upstream`. */
export function downstream(graph: Graph, tasks: readonly string[]): ReadonlySet<string> {
  return closure(graph.dependents, tasks);
}

function closure(edges: ReadonlyMap<string, readonly string[]>, starts: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const add = (task: string) => edges.get(task)?.forEach((next) => reached.add(next));
  starts.forEach(add);
  // A Set's iterator also visits what is added while it runs: this is the breadth-first queue.
  for (const task of reached) add(task);
  return reached;
}
