import { graphOf, type Graph } from "./graph.ts";
import type { SnapshotContent } from "./snapshot.ts";

/** The graph that every decision about a run of this snapshot uses, whatever the code says by then. */
export function graphOfSnapshot(content: SnapshotContent): Graph {
  return graphOf(content.dag, content.tasks);
}
