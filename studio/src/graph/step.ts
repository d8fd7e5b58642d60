import type { Graph } from "orchex/dag";
import type { Layout, Point } from "../layout/layout.ts";

export type Direction = "upstream" | "downstream" | "above" | "below";

/**
 * The task that an arrow key leads to: the nearest requirement or dependent, or the next task above or below in the same
 * column. Null if there is none, so that a key at the rim does nothing.
 */
export function step(graph: Graph, { positions }: Layout, task: string, direction: Direction): string | null {
  const here = positions.get(task);
  if (here === undefined) return null;
  const candidates = candidatesOf(graph, positions, task, direction);
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const there = positions.get(candidate);
    if (there === undefined) continue;
    const distance = Math.abs(there.y - here.y) + Math.abs(there.x - here.x) / 4;
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function candidatesOf(
  graph: Graph,
  positions: ReadonlyMap<string, Point>,
  task: string,
  direction: Direction,
): Iterable<string> {
  if (direction === "upstream") return graph.requires.get(task) ?? [];
  if (direction === "downstream") return graph.dependents.get(task) ?? [];
  const here = positions.get(task);
  if (here === undefined) return [];
  const sign = direction === "above" ? -1 : 1;
  return [...positions]
    .filter(([, { x, y }]) => Math.abs(x - here.x) < 1 && (y - here.y) * sign > 0)
    .map(([name]) => name);
}
