import type { Graph } from "./graph.ts";
import { visible } from "./visible.ts";

/** Draws a DAG as a Mermaid flowchart, from requirement to dependent, for READMEs and issues. */
export function renderMermaid(graph: Graph): string {
  const ids = new Map(graph.tasks.map((task, index) => [task, `t${index}`]));
  const nodes = graph.tasks.map((task) => `  ${ids.get(task)}["${label(task)}"]`);
  const edges = graph.tasks.flatMap((task) =>
    (graph.requires.get(task) ?? []).map((required) => `  ${ids.get(required)} --> ${ids.get(task)}`),
  );
  const title = JSON.stringify(visible(graph.dag));
  return ["---", `title: ${title}`, "---", "flowchart TD", ...nodes, ...edges].join("\n");
}

/**
 * Mermaid reads quotes, comments, Markdown, HTML and even style commands inside a label, so every ASCII character that
 * is not plainly part of a name becomes a numeric entity.
 */
function label(name: string): string {
  return visible(name).replace(/[!-,.:-@[-^`{-~]/g, (character) => `#${character.charCodeAt(0)};`);
}
