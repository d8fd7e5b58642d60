import type { DagNode, TaskNode } from "orchex-analysis";
import { visible } from "orchex/dag";
import { SymbolKind, type DocumentSymbol, type SymbolInformation } from "vscode-languageserver/node";
import { locationOf, rangeOf, type FeatureContext } from "../featureContext.ts";
import { isIn } from "../position.ts";

/** The DAGs of a file with their tasks in it; tasks whose DAG is declared elsewhere stand by themselves. */
export function documentSymbol(context: FeatureContext, file: string): DocumentSymbol[] | SymbolInformation[] {
  const { dags, tasks } = context.workspace.inFile(file);
  if (!context.client.hierarchicalSymbols) return flat(context, dags, tasks);
  const own = new Set(dags.map((dag) => dag.name));
  return [
    ...dags.map((dag) =>
      ofDag(
        dag,
        tasks.filter((task) => task.dag === dag.name),
      ),
    ),
    ...tasks.filter((task) => task.dag === null || !own.has(task.dag)).map((task) => ofTask(task, task.dag ?? "")),
  ];
}

function ofDag(dag: DagNode, tasks: readonly TaskNode[]): DocumentSymbol {
  return {
    name: nameOf(dag.name),
    detail: "DAG",
    kind: dag.style === "class" ? SymbolKind.Class : SymbolKind.Module,
    range: rangeOf(dag.location),
    selectionRange: rangeOf(selection(dag)),
    children: tasks.map((task) => ofTask(task, "")),
  };
}

function ofTask(task: TaskNode, detail: string): DocumentSymbol {
  return {
    name: nameOf(task.name),
    detail: visible(detail),
    kind: kindOf(task),
    range: rangeOf(task.location),
    selectionRange: rangeOf(selection(task)),
  };
}

/** Must lie within the range, or clients refuse the whole answer. */
function selection({ location, nameLocation }: DagNode | TaskNode) {
  return isIn(nameLocation.start, location) && isIn(nameLocation.end, location) ? nameLocation : location;
}

function flat(context: FeatureContext, dags: readonly DagNode[], tasks: readonly TaskNode[]): SymbolInformation[] {
  return [
    ...dags.map((dag) => ({
      name: nameOf(dag.name),
      kind: dag.style === "class" ? SymbolKind.Class : SymbolKind.Module,
      location: locationOf(context, dag.location),
    })),
    ...tasks.map((task) => ({
      name: nameOf(task.name),
      kind: kindOf(task),
      location: locationOf(context, task.location),
      ...(task.dag !== null && { containerName: visible(task.dag) }),
    })),
  ];
}

function kindOf(task: TaskNode): SymbolKind {
  return task.method === null ? SymbolKind.Function : SymbolKind.Method;
}

/** Clients refuse symbols without a name. */
function nameOf(name: string | null): string {
  return name === null || name.trim() === "" ? "(unnamed)" : visible(name);
}
