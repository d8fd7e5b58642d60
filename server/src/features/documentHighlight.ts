import type { Position } from "orchex/dag";
import { DocumentHighlightKind, type DocumentHighlight } from "vscode-languageserver/node";
import { rangeOf, type FeatureContext } from "../featureContext.ts";

/** The places in one file that mean the task at the cursor; its declaration as what is written, the others as read. */
export function documentHighlight(context: FeatureContext, file: string, position: Position): DocumentHighlight[] {
  const here = context.workspace.occurrenceAt(file, position);
  if (here === null || (here.kind === "reference" && !context.settings.identifiers)) return [];
  return context.workspace
    .occurrencesIn(file)
    .filter((other) =>
      here.task === null || other.task === null
        ? (here.kind === "dag") === (other.kind === "dag") && other.name === here.name && other.dag === here.dag
        : other.task === here.task,
    )
    .map((other) => ({
      range: rangeOf(other.location),
      kind:
        other.kind === "declaration" || other.kind === "dag" ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}
