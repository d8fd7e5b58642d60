import type { DagNode, Workspace } from "orchex-analysis";
import { drift, driftProblems, snapshotOf, type Drift, type Problem } from "orchex/dag";
import type { LiveFacts } from "./live.ts";

/**
 * How a DAG differs from its active snapshot; nothing while that is not known. A task that has an error already is not
 * judged, so that a typo stays one problem, and nothing is taken for removed from a DAG that is not known completely.
 */
export function driftOf(dag: DagNode, workspace: Workspace, live: LiveFacts): readonly Problem[] {
  return driftProblems(driftsOf(dag, workspace, live), dag.declaration);
}

/** The same as differences, which can be drawn. */
export function driftsOf(dag: DagNode, workspace: Workspace, live: LiveFacts): readonly Drift[] {
  const active = live.dag(dag.name, dag.location.file)?.active ?? null;
  if (active === null) return [];
  const wrong = wrongTasks(dag, workspace);
  return drift(active.content, snapshotOf(dag.declaration)).filter(
    ({ kind, task }) => !(kind === "removed" && !dag.complete) && !(task !== null && wrong.has(task)) && task !== "",
  );
}

function wrongTasks(dag: DagNode, workspace: Workspace): ReadonlySet<string> {
  const files = new Set([dag.location.file, ...dag.tasks.map((task) => task.location.file)]);
  const wrong = new Set<string>();
  for (const file of files) {
    for (const problem of workspace.problems(file)) {
      if (problem.dag === dag.name && problem.task !== null && problem.severity === "error") wrong.add(problem.task);
    }
  }
  return wrong;
}
