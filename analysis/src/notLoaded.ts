import { problem, quote, type Problem } from "orchex/dag";
import type { DagNode } from "./workspace.ts";

/** What this asks of a workspace. */
export interface ModuleGraph {
  /**
   * The files that are loaded with the given ones, these included. It follows imports through every file, so the first
   * call reads what nobody has needed before.
   */
  reachable(files: Iterable<string>): ReadonlySet<string>;
}

/**
 * One `task.not-loaded` for each task of a DAG in a file that neither the DAG's own module imports nor one of the
 * `modules` of the configuration, given as absolute paths of files.
 */
export function notLoaded(graph: ModuleGraph, dag: DagNode, modules: readonly string[]): readonly Problem[] {
  const loaded = graph.reachable([dag.location.file, ...modules]);
  return dag.tasks.flatMap(({ name, location, nameLocation }) => {
    if (loaded.has(location.file)) return [];
    const shown = name === null ? "A task without a name" : `Task ${quote(name)}`;
    const message =
      `${shown} of DAG ${quote(dag.name)} is declared in a module that the DAG's module does not import: a worker does ` +
      "not know it. Import the module, or add it to `modules` in orchex.config.";
    return problem("task.not-loaded", message, { location: nameLocation, dag: dag.name, task: name });
  });
}
