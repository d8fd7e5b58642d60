import type { Graph } from "orchex/dag";

export interface Neighbourhood {
  /** The task itself first, then nearest first. */
  readonly tasks: readonly string[];
  /** How many tasks within the same distance were left out because of the limit. */
  readonly left: number;
}

/**
 * What a task directly has to do with: up to `hops` requirements above it and as many dependents below, but at most
 * `limit` tasks, nearest first and both directions in turn, so that a task with a thousand dependents still shows what
 * it requires. Siblings are not in it: they have nothing to do with the task but a common relative.
 */
export function neighbourhood(graph: Graph, task: string, hops: number, limit: number): Neighbourhood {
  if (!graph.requires.has(task)) return { tasks: [], left: 0 };
  const found = new Set([task]);
  let above = [task];
  let below = [task];
  let left = 0;
  for (let hop = 0; hop < hops; hop++) {
    above = next(graph.requires, above, found);
    below = next(graph.dependents, below, new Set([...found, ...above]));
    const taken = alternately(above, below).slice(0, Math.max(0, limit - found.size));
    left += above.length + below.length - taken.length;
    const kept = new Set(taken);
    above = above.filter((name) => kept.has(name));
    below = below.filter((name) => kept.has(name));
    taken.forEach((name) => found.add(name));
  }
  return { tasks: [...found], left };
}

function next(
  edges: ReadonlyMap<string, readonly string[]>,
  from: readonly string[],
  known: ReadonlySet<string>,
): string[] {
  return [...new Set(from.flatMap((name) => edges.get(name) ?? []))].filter((name) => !known.has(name));
}

function alternately(a: readonly string[], b: readonly string[]): readonly string[] {
  const longest = Math.max(a.length, b.length);
  return Array.from({ length: longest }, (_, index) => [a[index], b[index]])
    .flat()
    .filter((name) => name !== undefined);
}
