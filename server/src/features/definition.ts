import type { Position } from "orchex/dag";
import type { Location, LocationLink } from "vscode-languageserver/node";
import { locationOf, rangeOf, type FeatureContext } from "../featureContext.ts";

/** From any mention of a task to where it is declared. */
export function definition(context: FeatureContext, file: string, position: Position): LocationLink[] | Location[] {
  const occurrence = context.workspace.occurrenceAt(file, position);
  if (occurrence === null || occurrence.task === null) return [];
  if (occurrence.kind === "reference" && !context.settings.identifiers) return [];
  const { location, nameLocation } = occurrence.task;
  if (!context.client.locationLinks) return [locationOf(context, nameLocation)];
  return [
    {
      originSelectionRange: rangeOf(occurrence.location),
      targetUri: context.uriOf(location.file),
      targetRange: rangeOf(location),
      targetSelectionRange: rangeOf(nameLocation),
    },
  ];
}
