import { order, type Graph } from "orchex/dag";

export interface CriticalPath {
  /** From the first task to the last, each requiring the one before it. Empty if no task took any time. */
  readonly tasks: readonly string[];
  readonly totalMs: number;
}

/**
 * The chain of tasks that took longest: no run of these tasks can be shorter, however many workers there are, and only
 * what is on it is worth making faster. A task of unknown duration counts as taking no time and is never at either end.
 * Tasks on or downstream of a cycle are left out. Of chains that took equally long, the one declared first wins.
 */
export function criticalPath(graph: Graph, durationMs: (task: string) => number | undefined): CriticalPath {
  const longest = new Map<string, { readonly totalMs: number; readonly before: string | null }>();
  let last: string | null = null;
  let totalMs = 0;
  for (const task of order(graph)) {
    let beforeMs = 0;
    let before: string | null = null;
    for (const required of graph.requires.get(task) ?? []) {
      const requiredMs = longest.get(required)?.totalMs ?? 0;
      if (requiredMs > beforeMs) [beforeMs, before] = [requiredMs, required];
    }
    const sum = beforeMs + Math.max(0, durationMs(task) ?? 0);
    longest.set(task, { totalMs: sum, before });
    if (sum > totalMs) [totalMs, last] = [sum, task];
  }
  const tasks: string[] = [];
  for (let task = last; task !== null; task = longest.get(task)?.before ?? null) tasks.push(task);
  return { tasks: tasks.reverse(), totalMs };
}
