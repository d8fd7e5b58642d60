import type { DagNode, Workspace } from "orchex-analysis";
import { drift, driftProblems, snapshotOf, type DagDeclaration, type Drift, type Problem } from "orchex/dag";
import type { FeatureContext } from "./featureContext.ts";
import type { TypeFacts } from "./typeFacts.ts";

type Known = Pick<FeatureContext, "workspace" | "live" | "types">;

/**
 * How a DAG differs from its active snapshot; nothing while that is not known. A task that has an error already is not
 * judged, so that a typo stays one problem, and nothing is taken for removed from a DAG that is not known completely.
 */
export function driftOf(dag: DagNode, known: Known): readonly Problem[] {
  return driftProblems(driftsOf(dag, known), dag.declaration);
}

/** The same as differences, which can be drawn. */
export function driftsOf(dag: DagNode, { workspace, live, types }: Known): readonly Drift[] {
  const active = live.dag(dag.name, dag.location.file)?.active ?? null;
  if (active === null) return [];
  const wrong = wrongTasks(dag, workspace);
  return drift(active.content, snapshotOf(withSignatures(dag, types))).filter(
    ({ kind, task }) => !(kind === "removed" && !dag.complete) && !(task !== null && wrong.has(task)) && task !== "",
  );
}

/** Only a type checker knows signatures. */
function withSignatures(dag: DagNode, types: TypeFacts): DagDeclaration {
  const signatures = types.signatures(dag);
  if (signatures === undefined) return dag.declaration;
  const tasks = dag.declaration.tasks.map((task) => ({ ...task, signature: signatures.get(task.name ?? "") ?? null }));
  return { ...dag.declaration, tasks };
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
