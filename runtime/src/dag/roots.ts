import type { Graph } from "./graph.ts";

/** The tasks that require nothing, in declaration order: they get the run's inputs and start first. */
export function roots(graph: Graph): readonly string[] {
  return graph.tasks.filter((task) => (graph.requires.get(task) ?? []).length === 0);
}
