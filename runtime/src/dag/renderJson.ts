import type { Graph } from "./graph.ts";
import { waves } from "./waves.ts";

/** What `orchex graph --format json` prints; the keys are stable. */
export interface GraphJson {
  readonly dag: string;
  /** In declaration order. */
  readonly tasks: readonly { readonly name: string; readonly requires: readonly string[] }[];
  /** Without the tasks on or downstream of a cycle. */
  readonly waves: readonly (readonly string[])[];
}

/** A DAG as plain data, ready for `JSON.stringify`. */
export function renderJson(graph: Graph): GraphJson {
  return {
    dag: graph.dag,
    tasks: graph.tasks.map((name) => ({ name, requires: graph.requires.get(name) ?? [] })),
    waves: waves(graph).waves,
  };
}
