import { components } from "./components.ts";
import type { Graph } from "./graph.ts";
import { shortestCycle } from "./shortestCycle.ts";

/**
 * One shortest cycle for each group of tasks that require each other (each strongly connected component), as the names
 * along it: each requires the next, the last requires the first, and the first is the one that was declared last, which
 * is where the circle was closed. A task that is merely upstream or downstream of a cycle is in none.
 */
export function cycles(graph: Graph): readonly (readonly string[])[] {
  const position = new Map(graph.tasks.map((task, index) => [task, index]));
  const edges = graph.tasks.map((task) => (graph.requires.get(task) ?? []).map((other) => position.get(other) ?? -1));
  const found = components(edges).map((component) => closedByLast(shortestCycle(component, edges)));
  return found.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)).map((cycle) => cycle.map((index) => graph.tasks[index] ?? ""));
}

function closedByLast(cycle: readonly number[]): readonly number[] {
  const last = cycle.reduce((latest, index) => Math.max(latest, index), -1);
  const at = cycle.indexOf(last);
  return [...cycle.slice(at), ...cycle.slice(0, at)];
}
