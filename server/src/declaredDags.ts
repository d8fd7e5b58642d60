import type { DagNode } from "orchex-analysis";
import { snapshotOf, waves, type Problem, type SnapshotContent } from "orchex/dag";
import { driftsOf } from "./driftOf.ts";
import { rangeOf, type FeatureContext } from "./featureContext.ts";
import type { DagGraph, DeclaredDag, DeclaredTask } from "./protocol.ts";

export interface DeclaredOptions {
  readonly contexts: readonly FeatureContext[];
  /** The client's folder that a file lies in. */
  readonly folderOf: (file: string) => string | null;
}

/** The DAGs of all folders, as clients see them. */
export function declaredDags({ contexts, folderOf }: DeclaredOptions): readonly DeclaredDag[] {
  return contexts.flatMap((context) =>
    context.workspace.dags().map((dag) => declaredDag(context, dag, folderOf(dag.location.file))),
  );
}

/** One DAG, ready to be drawn; null when the folder has none of this name. */
export function dagGraph(options: DeclaredOptions, folder: string, name: string): DagGraph | null {
  const found = find(options, folder, name);
  if (found === null) return null;
  const { context, dag } = found;
  return {
    ...declaredDag(context, dag, options.folderOf(dag.location.file)),
    ...waves(dag.graph),
    edges: dag.graph.tasks.flatMap((to) => (dag.graph.requires.get(to) ?? []).map((from) => ({ from, to }))),
    activeVersion: context.live.dag(name, dag.location.file)?.active?.version ?? null,
  };
}

/** What a snapshot of the code would hold; null when the folder has no such DAG. */
export function declaredContent(options: DeclaredOptions, folder: string, name: string): SnapshotContent | null {
  const found = find(options, folder, name);
  return found === null ? null : snapshotOf(found.dag.declaration);
}

function find(
  { contexts, folderOf }: DeclaredOptions,
  folder: string,
  name: string,
): { readonly context: FeatureContext; readonly dag: DagNode } | null {
  const wanted = folderOf(folder) ?? folder;
  for (const context of contexts) {
    const dag = context.workspace.dags().find((dag) => dag.name === name && folderOf(dag.location.file) === wanted);
    if (dag !== undefined) return { context, dag };
  }
  return null;
}

function declaredDag(context: FeatureContext, dag: DagNode, folder: string | null): DeclaredDag {
  const problems = problemsOf(context, dag);
  return {
    folder,
    name: dag.name,
    uri: context.uriOf(dag.location.file),
    range: rangeOf(dag.location),
    exportName: dag.exportName,
    complete: dag.complete,
    tasks: dag.tasks.flatMap((task) => declaredTask(context, dag, task)),
    problems,
    errors: problems.filter(({ severity }) => severity === "error").length,
    drift: driftsOf(dag, context),
  };
}

function declaredTask(
  context: FeatureContext,
  { graph }: DagNode,
  { name, location }: DagNode["tasks"][number],
): readonly DeclaredTask[] {
  if (name === null) return [];
  const uri = context.uriOf(location.file);
  return [{ name, uri, range: rangeOf(location), requires: graph.requires.get(name) ?? [] }];
}

/** A problem stands in the file of its task, which may be another than the DAG's. */
function problemsOf({ workspace }: FeatureContext, dag: DagNode): readonly Problem[] {
  const files = new Set([dag.location.file, ...dag.tasks.map(({ location }) => location.file)]);
  return [...files].flatMap((file) => workspace.problems(file).filter((problem) => problem.dag === dag.name));
}
