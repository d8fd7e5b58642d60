/** What changed between two texts: between `start` and `end` of the old one, `delta` longer in the new one. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly delta: number;
  /** How far back the same edit could stand as well, since the text before it repeats. */
  readonly slack: number;
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
  const end = before.length - tail;
  const delta = after.length - before.length;
  let slack = 0;
  if (end - start === -delta) {
    while (slack < start && before.charCodeAt(start - 1 - slack) === before.charCodeAt(end - 1 - slack)) slack++;
  }
  return { start, end, delta, slack };
}

/** Moves a place with the text around it; null when the edit touched it. */
export function shiftedSpan(start: number, end: number, edit: Edit): readonly [start: number, end: number] | null {
  if (end < edit.start) return [start, end];
  if (start > edit.end) return [start + edit.delta, end + edit.delta];
  return null;
}
