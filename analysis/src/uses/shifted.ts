import type { FunctionUse } from "./readUses.ts";

/** A function's use of its inputs, where the function is in its file, and whether its text changed since it was read. */
export interface BodyUse extends FunctionUse {
  readonly start: number;
  readonly end: number;
  readonly isStale: boolean;
}

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

/** Moves what is known of a function with its text. Reads that the edit touched are left out until it is read again. */
export function shiftedUse(use: BodyUse, edit: Edit): BodyUse | null {
  const whole = shiftedSpan(use.start, use.end, edit);
  const contains = use.start <= edit.start && edit.end <= use.end;
  if (whole === null && !contains) return null;
  const [start, end] = whole ?? [use.start, use.end + edit.delta];
  const reads = use.reads.flatMap((read) => {
    const span = shiftedSpan(read.start, read.end, edit);
    return span === null ? [] : [{ ...read, start: span[0], end: span[1] }];
  });
  return { ...use, start, end, reads, isStale: use.isStale || whole === null };
}
