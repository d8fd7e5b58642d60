import type { Position } from "orchex/dag";

/** Where the lines of a text begin. A line ends with `\n`, `\r\n` or `\r`, as in LSP. */
export type Lines = readonly number[];

export function linesOf(text: string): Lines {
  const starts = [0];
  const breaks = /\r\n?|\n/g;
  while (breaks.exec(text) !== null) starts.push(breaks.lastIndex);
  return starts;
}

export function positionAt(lines: Lines, offset: number): Position {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: offset - (lines[low] ?? 0) };
}

/** The offset of a position; one beyond the end of its line or of the text is that end. */
export function offsetAt(lines: Lines, length: number, { line, character }: Position): number {
  if (line < 0) return 0;
  const start = lines[line];
  if (start === undefined) return length;
  const end = lines[line + 1] ?? length;
  return Math.max(start, Math.min(start + character, end));
}
