import type { Graph } from "./graph.ts";
import { waves } from "./waves.ts";

/**
 * A topological order: each task after everything it requires, otherwise as declared. An order of declaration that is
 * already topological is kept as it is. Tasks on or downstream of a cycle are left out.
 */
export function order(graph: Graph): readonly string[] {
  const settled = new Set(waves(graph).unordered);
  const ordered: string[] = [];
  for (const task of graph.tasks) {
    // Depth first with a stack of its own: a chain may be longer than the call stack is deep.
    const open = settled.has(task) ? [] : [{ task, next: 0 }];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const required = graph.requires.get(top.task)?.[top.next++];
      if (required === undefined) {
        open.pop();
        if (!settled.has(top.task)) ordered.push(top.task);
        settled.add(top.task);
      } else if (!settled.has(required)) {
        open.push({ task: required, next: 0 });
      }
    }
  }
  return ordered;
}
