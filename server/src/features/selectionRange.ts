import type { Position, SourceLocation } from "orchex/dag";
import type { SelectionRange } from "vscode-languageserver/node";
import { rangeOf, type FeatureContext } from "../featureContext.ts";
import { isBefore, isIn } from "../position.ts";

/** From the name at a cursor outward: entry, requirements, options, task, DAG. */
export function selectionRange(
  context: FeatureContext,
  file: string,
  positions: readonly Position[],
): SelectionRange[] {
  return positions.map((position) => ofPosition(context, file, position));
}

function ofPosition(context: FeatureContext, file: string, position: Position): SelectionRange {
  const { dags, tasks } = context.workspace.inFile(file);
  const places = [
    context.workspace.occurrenceAt(file, position)?.location ?? null,
    ...tasks.flatMap((task) => [
      ...task.requirements.map((site) => site.location),
      task.requiresLocation,
      task.inputsLocation,
      task.optionsLocation,
      task.bodyLocation,
      task.location,
    ]),
    ...dags.map((dag) => dag.location),
  ].filter((place) => place !== null && place.file === file && isIn(position, place)) as SourceLocation[];
  const outward = places.sort((a, b) => (isInside(b, a) ? 1 : isInside(a, b) ? -1 : 0));
  let range: SelectionRange | undefined;
  for (const place of outward.reverse()) {
    if (range !== undefined && (!isInside(place, range.range) || isInside(range.range, place))) continue;
    range = { range: rangeOf(place), ...(range !== undefined && { parent: range }) };
  }
  // The specification wants one answer a position, also where nothing of ours stands.
  return range ?? { range: { start: position, end: position } };
}

interface Place {
  readonly start: Position;
  readonly end: Position;
}

function isInside(inner: Place, outer: Place): boolean {
  return !isBefore(inner.start, outer.start) && !isBefore(outer.end, inner.end);
}
