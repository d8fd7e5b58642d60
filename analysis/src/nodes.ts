import type { SourceLocation, TaskDeclaration } from "orchex/dag";
import type { DagKey, LinkedRequirement, LinkedTask } from "./link/linked.ts";
import type { DagLink } from "./link/linkDag.ts";
import { siteOf, type Site } from "./link/site.ts";
import type { At, TaskFact } from "./source/facts.ts";
import type { DagNode, RequirementSite, TaskNode } from "./workspace.ts";

/** Where sites are now. */
export type Locate = (site: Site) => SourceLocation;

/** The name of a DAG; null for none. */
export type NameOf = (dag: DagKey | null) => string | null;

/** A task as it stands in its file now. `fact` is what its file says. */
export function taskNode(task: LinkedTask, fact: TaskFact, nameOf: NameOf, locate: Locate): TaskNode {
  const at = (place: At) => locate(siteOf(task.file, place));
  const orNull = (site: Site | null) => (site === null ? null : locate(site));
  return {
    name: task.name ?? null,
    dag: nameOf(task.dag),
    location: at(fact.at),
    nameLocation: locate(task.nameSite),
    nameKind: task.nameKind,
    method: task.method,
    requiresLocation: orNull(task.requiresSite),
    optionsLocation: orNull(task.optionsSite),
    insertionPoint: at(fact.insertAt),
    requirements: task.requirements.map((required) => requirementSite(required, nameOf, locate)),
    inputsLocation: orNull(task.body?.inputs ?? null),
    bodyLocation: orNull(task.body?.body ?? null),
  };
}

function requirementSite(required: LinkedRequirement, nameOf: NameOf, locate: Locate): RequirementSite {
  return {
    name: required.name,
    dag: nameOf(required.dag),
    location: locate(required.site),
    removalLocation: required.removal === null ? null : locate(required.removal),
    kind: required.kind,
  };
}

/** A DAG as it stands now. `declarations` and `tasks` are those of its tasks. */
export function dagNode(
  { dag, graph, isComplete, declaration }: DagLink,
  whole: { readonly declarations: readonly TaskDeclaration[]; readonly tasks: readonly TaskNode[] },
  locate: Locate,
): DagNode {
  const nameLocation = locate(dag.nameSite);
  return {
    name: dag.shownName,
    style: dag.style,
    location: locate(siteOf(dag.file, dag.at)),
    nameLocation,
    exportName: dag.exportName,
    declaration: { ...declaration, tasks: whole.declarations, location: nameLocation },
    graph,
    tasks: whole.tasks,
    complete: isComplete,
  };
}
