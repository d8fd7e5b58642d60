import { shiftedSpan, type Edit } from "orchex-analysis";
import type { Problem, SourceLocation } from "orchex/dag";
import type { Text } from "./text.ts";

/** An edit of one file, with the text on both sides of it. */
export interface TextEdited {
  readonly file: string;
  readonly before: Text;
  readonly after: Text;
  readonly edit: Edit;
}

/** A problem where it stands after an edit; null when the edit touched its place, of which nobody knows any more. */
export function movedProblem(problem: Problem, edited: TextEdited): Problem | null {
  const { location } = problem;
  const moved = location === null ? null : movedLocation(location, edited);
  if (location !== null && moved === null) return null;
  const related = problem.related.flatMap((place) => {
    if (place.location === null) return place;
    const there = movedLocation(place.location, edited);
    return there === null ? [] : { ...place, location: there };
  });
  return { ...problem, location: moved, related };
}

function movedLocation(location: SourceLocation, { file, before, after, edit }: TextEdited): SourceLocation | null {
  if (location.file !== file) return location;
  const span = shiftedSpan(before.offsetAt(location.start), before.offsetAt(location.end), edit);
  return span === null ? null : { file, start: after.positionAt(span[0]), end: after.positionAt(span[1]) };
}
