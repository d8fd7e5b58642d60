/** What changed between two texts: between `start` and `end` of the old one, `delta` longer in the new one. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly delta: number;
}

export function editBetween(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < shorter - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail++;
  }
  return { start, end: before.length - tail, delta: after.length - before.length };
}

/** Moves a place with the text around it; null when the edit touched it. */
export function shiftedSpan(start: number, end: number, edit: Edit): readonly [start: number, end: number] | null {
  if (end < edit.start) return [start, end];
  if (start > edit.end) return [start + edit.delta, end + edit.delta];
  return null;
}
