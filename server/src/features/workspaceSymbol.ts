import { visible } from "orchex/dag";
import { SymbolKind, type SymbolInformation } from "vscode-languageserver/node";
import { locationOf, type FeatureContext } from "../featureContext.ts";

const LIMIT = 500;

/** DAGs and tasks whose name, or `dag.task`, has the letters of the query in their order. */
export function workspaceSymbol(contexts: readonly FeatureContext[], query: string): SymbolInformation[] {
  const letters = query.toLowerCase();
  const found: SymbolInformation[] = [];
  for (const context of contexts) {
    for (const dag of context.workspace.dags()) {
      if (hasLetters(dag.name, letters)) {
        const kind = dag.style === "class" ? SymbolKind.Class : SymbolKind.Module;
        found.push({ name: visible(dag.name), kind, location: locationOf(context, dag.nameLocation) });
      }
      for (const task of dag.tasks) {
        if (found.length >= LIMIT) return found;
        if (task.name === null || !hasLetters(`${dag.name}.${task.name}`, letters)) continue;
        const kind = task.method === null ? SymbolKind.Function : SymbolKind.Method;
        const location = locationOf(context, task.nameLocation);
        found.push({ name: visible(task.name), kind, location, containerName: visible(dag.name) });
      }
    }
  }
  return found;
}

function hasLetters(name: string, letters: string): boolean {
  const folded = name.toLowerCase();
  let at = 0;
  for (const letter of letters) {
    at = folded.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
