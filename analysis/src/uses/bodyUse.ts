import { shiftedSpan, type Edit } from "../source/edit.ts";
import type { FunctionUse } from "./readUses.ts";

/** A function's use of its inputs, where the function is in its file, and whether its text changed since it was read. */
export interface BodyUse extends FunctionUse {
  readonly start: number;
  readonly end: number;
  readonly isStale: boolean;
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
