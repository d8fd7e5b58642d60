import type { DagNode, TaskNode } from "orchex-analysis";
import { visible, type Position } from "orchex/dag";
import {
  SymbolKind,
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
} from "vscode-languageserver/node";
import { dagOfTask, rangeOf, type FeatureContext } from "../featureContext.ts";
import { isIn } from "../position.ts";

/** The task at the cursor, as the root of a hierarchy: what it requires is what it calls. */
export function prepareCallHierarchy(context: FeatureContext, file: string, position: Position): CallHierarchyItem[] {
  const task = context.workspace.occurrenceAt(file, position)?.task ?? null;
  return task === null ? [] : [itemOf(context, task)];
}

/** Downstream: the tasks that require this one, each with the places where it says so. */
export function incomingCalls(context: FeatureContext, item: CallHierarchyItem): CallHierarchyIncomingCall[] {
  const found = taskOf(context, item);
  if (found === null) return [];
  const { dag, task } = found;
  return namedTasks(dag, dag.graph.dependents.get(task.name ?? "") ?? []).map((dependent) => ({
    from: itemOf(context, dependent),
    fromRanges: sitesOf(dependent, task),
  }));
}

/** Upstream: the tasks that this one requires, each with the places where it says so. */
export function outgoingCalls(context: FeatureContext, item: CallHierarchyItem): CallHierarchyOutgoingCall[] {
  const found = taskOf(context, item);
  if (found === null) return [];
  const { dag, task } = found;
  return namedTasks(dag, dag.graph.requires.get(task.name ?? "") ?? []).map((required) => ({
    to: itemOf(context, required),
    fromRanges: sitesOf(task, required),
  }));
}

function itemOf(context: FeatureContext, task: TaskNode): CallHierarchyItem {
  const { location, nameLocation } = task;
  const isInside = isIn(nameLocation.start, location) && isIn(nameLocation.end, location);
  return {
    name: visible(task.name ?? "(unnamed)"),
    kind: task.method === null ? SymbolKind.Function : SymbolKind.Method,
    detail: visible(task.dag ?? ""),
    uri: context.uriOf(location.file),
    range: rangeOf(location),
    selectionRange: rangeOf(isInside ? nameLocation : location),
    data: { dag: task.dag, task: task.name, file: location.file },
  };
}

/** Items come back from the client, perhaps after edits, so they are looked up by name. */
function taskOf(
  { workspace }: FeatureContext,
  { data }: CallHierarchyItem,
): { readonly dag: DagNode; readonly task: TaskNode } | null {
  const { dag: dagName, task: name, file } = (data ?? {}) as { dag?: unknown; task?: unknown; file?: unknown };
  const tasks = typeof dagName === "string" ? workspace.dagsNamed(dagName).flatMap((dag) => dag.tasks) : [];
  const named = tasks.filter((task) => task.name === name);
  const task = named.find((task) => task.location.file === file) ?? named[0];
  const dag = task === undefined ? undefined : dagOfTask(workspace, task);
  return task === undefined || dag === undefined ? null : { dag, task };
}

function namedTasks(dag: DagNode, names: readonly string[]): TaskNode[] {
  return names.flatMap((name) => dag.tasks.find((task) => task.name === name) ?? []);
}

function sitesOf(task: TaskNode, required: TaskNode) {
  const names = new Set([required.name, required.method]);
  return task.requirements
    .filter(({ name, location }) => name !== null && names.has(name) && location.file === task.location.file)
    .map(({ location }) => rangeOf(location));
}
