import type { Graph } from "./graph.ts";
import { roots } from "./roots.ts";
import { visible } from "./visible.ts";

/** Deeper than this a branch is cut with `...`: its indentation alone would be longer than any text may be. */
const DEEPEST = 100;

/**
 * Draws a DAG as a tree of text: its name, then the roots and under each task its dependents. A task that was drawn
 * before is marked `[shared]` and not opened again. Tasks that only a cycle leads to follow after the roots.
 */
export function renderAscii(graph: Graph): string {
  const lines = [visible(graph.dag)];
  const drawn = new Set<string>();
  const tops = topsOf(graph);
  const open = [{ tasks: tops, next: 0, indent: "" }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const task = top.tasks[top.next++];
    if (task === undefined) {
      open.pop();
      continue;
    }
    const last = top.next === top.tasks.length;
    const isShared = drawn.has(task);
    drawn.add(task);
    lines.push(`${top.indent}${last ? "\\" : "|"}-- ${visible(task)}${isShared ? " [shared]" : ""}`);
    const dependents = isShared ? [] : (graph.dependents.get(task) ?? []);
    const indent = `${top.indent}${last ? " " : "|"}   `;
    if (dependents.length > 0 && open.length >= DEEPEST) lines.push(`${indent}\\-- ...`);
    else open.push({ tasks: dependents, next: 0, indent });
  }
  return lines.join("\n");
}

/** The roots, and the first task of each part of the graph that no root leads to, since a cycle holds it. */
function topsOf(graph: Graph): readonly string[] {
  const tops: string[] = [];
  const reached = new Set<string>();
  for (const task of [...roots(graph), ...graph.tasks]) {
    if (reached.has(task)) continue;
    tops.push(task);
    const open = [task];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      open.push(...(graph.dependents.get(next) ?? []));
    }
  }
  return tops;
}
