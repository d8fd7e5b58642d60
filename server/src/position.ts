import type { Position, SourceLocation } from "orchex/dag";

export function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/** Whether a position lies in a place, its end included: a cursor behind the last letter of a name is at the name. */
export function isIn(position: Position, place: { readonly start: Position; readonly end: Position }): boolean {
  return !isBefore(position, place.start) && !isBefore(place.end, position);
}

/** Whether two places have a position in common, their ends included. */
export function overlap(
  a: { readonly start: Position; readonly end: Position },
  b: { readonly start: Position; readonly end: Position },
): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

export function samePlace(a: SourceLocation, b: SourceLocation): boolean {
  return a.file === b.file && samePosition(a.start, b.start) && samePosition(a.end, b.end);
}

function samePosition(a: Position, b: Position): boolean {
  return a.line === b.line && a.character === b.character;
}
