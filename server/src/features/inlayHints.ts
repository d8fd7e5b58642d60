import { waves, type Graph, type Position } from "orchex/dag";
import type { InlayHint } from "vscode-languageserver/node";
import { dagOfTask, type FeatureContext } from "../featureContext.ts";
import { isIn } from "../position.ts";
import { shortDuration } from "../liveText.ts";

/** Behind each task's name its wave, and how long it takes where that is known. */
export function inlayHints(
  context: FeatureContext,
  file: string,
  range: { readonly start: Position; readonly end: Position },
): InlayHint[] {
  if (!context.settings.inlayHints) return [];
  const numbers = new Map<Graph, ReadonlyMap<string, number>>();
  return context.workspace.inFile(file).tasks.flatMap((task) => {
    const dag = dagOfTask(context.workspace, task);
    if (dag === undefined || task.name === null || !isIn(task.nameLocation.end, range)) return [];
    const inDag = numbers.get(dag.graph) ?? waveNumbers(dag.graph);
    numbers.set(dag.graph, inDag);
    const number = inDag.get(task.name);
    if (number === undefined) return [];
    const p50Ms = context.live.dag(dag.name, dag.location.file)?.tasks.get(task.name)?.p50Ms ?? null;
    const { line, character } = task.nameLocation.end;
    return [
      {
        position: { line, character: character + (task.nameKind === "string" ? 1 : 0) },
        label: p50Ms === null ? `wave ${number}` : `wave ${number} · ${shortDuration(p50Ms)}`,
        paddingLeft: true,
      },
    ];
  });
}

function waveNumbers(graph: Graph): ReadonlyMap<string, number> {
  return new Map(waves(graph).waves.flatMap((names, index) => names.map((name) => [name, index + 1] as const)));
}
