import type { Position } from "orchex/dag";
import type { Location } from "vscode-languageserver/node";
import { locationOf, type FeatureContext } from "../featureContext.ts";

/** Every place that names a task or stands for it: strings, references, inputs, types. */
export function references(
  context: FeatureContext,
  file: string,
  position: Position,
  includeDeclaration: boolean,
): Location[] {
  const task = context.workspace.occurrenceAt(file, position)?.task ?? null;
  if (task === null) return [];
  return context.workspace
    .occurrencesOf(task)
    .filter((occurrence) => includeDeclaration || occurrence.kind !== "declaration")
    .map((occurrence) => locationOf(context, occurrence.location));
}
