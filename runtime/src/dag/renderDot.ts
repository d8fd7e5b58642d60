import type { Graph } from "./graph.ts";
import { visible } from "./visible.ts";

/** Draws a DAG in the language of Graphviz, from requirement to dependent: `orchex graph --format dot | dot -Tsvg`. */
export function renderDot(graph: Graph): string {
  const ids = new Map(graph.tasks.map((task, index) => [task, `t${index}`]));
  const nodes = graph.tasks.map((task) => `  ${ids.get(task)} [label=${label(task)}];`);
  const edges = graph.tasks.flatMap((task) =>
    (graph.requires.get(task) ?? []).map((required) => `  ${ids.get(required)} -> ${ids.get(task)};`),
  );
  return ["digraph {", `  label=${label(graph.dag)};`, "  node [shape=box];", ...nodes, ...edges, "}"].join("\n");
}

/** In a label a backslash starts an escape such as \N, and `&` an HTML entity; only quotes end it. */
function label(name: string): string {
  return `"${visible(name).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("&", "&amp;")}"`;
}
