import type { SourceLocation } from "orchex/dag";
import type { FoldingRange } from "vscode-languageserver/node";
import type { FeatureContext } from "../featureContext.ts";

/** DAGs, tasks, their bodies and long lists of requirements, for editors that fold nothing else in these files. */
export function foldingRange(context: FeatureContext, file: string): FoldingRange[] {
  const { dags, tasks } = context.workspace.inFile(file);
  const places = [
    ...dags.map((dag) => dag.location),
    ...tasks.flatMap((task) => [task.location, task.bodyLocation, task.requiresLocation]),
  ];
  const byStart = new Map<number, FoldingRange>();
  for (const place of places) {
    if (place === null || !isLong(place, file)) continue;
    // Where two begin on one line, only the longer one can be folded.
    const endLine = Math.max(byStart.get(place.start.line)?.endLine ?? 0, place.end.line);
    byStart.set(place.start.line, { startLine: place.start.line, endLine });
  }
  return [...byStart.values()];
}

function isLong(place: SourceLocation, file: string): boolean {
  return place.file === file && place.end.line > place.start.line;
}
