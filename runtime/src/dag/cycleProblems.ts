import { cycles } from "./cycles.ts";
import type { Graph } from "./graph.ts";
import type { DagDeclaration, SourceLocation, TaskDeclaration } from "./model.ts";
import { problem, type Problem } from "./problem.ts";
import { visible } from "./visible.ts";

/** A longer path is cut in the middle: nobody reads a line of a hundred names, and `related` has them all. */
const LONGEST_PATH = 30;

/** One `dag.cycle` for each cycle, on the edge that closes it; each other edge of the cycle is a related place. */
export function cycleProblems(
  graph: Graph,
  dag: DagDeclaration,
  declarations: ReadonlyMap<string, TaskDeclaration>,
): readonly Problem[] {
  return cycles(graph).map((cycle) => {
    const edges = cycle.map((task, index) => ({ task, required: cycle[(index + 1) % cycle.length] ?? task }));
    const places = edges.map(({ task, required }) => ({
      message: `Task '${visible(task)}' requires '${visible(required)}'.`,
      location: locationOf(declarations.get(task), required),
      task,
    }));
    const [closing, ...related] = places;
    const message =
      `DAG '${visible(dag.name)}' has a cycle: ${pathOf(cycle)}, where "a -> b" means that a requires b. ` +
      `Remove one of these requirements.`;
    return problem("dag.cycle", message, { location: closing?.location, dag: dag.name, task: closing?.task, related });
  });
}

function locationOf(task: TaskDeclaration | undefined, required: string): SourceLocation | null {
  const edge = task?.requires.find((requirement) => requirement.name === required);
  return edge?.location ?? task?.location ?? null;
}

function pathOf(cycle: readonly string[]): string {
  const path = [...cycle, ...cycle.slice(0, 1)].map(visible);
  const left = path.length - LONGEST_PATH;
  if (left <= 0) return path.join(" -> ");
  const middle = LONGEST_PATH / 2;
  return [...path.slice(0, middle), `(${left} more)`, ...path.slice(-middle)].join(" -> ");
}
