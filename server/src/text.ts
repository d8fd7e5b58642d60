import type { Position } from "orchex/dag";

/** Finds places in one text, by line and by offset, both counted in UTF-16 units. */
export class Text {
  readonly text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (const end of text.matchAll(/\r\n|\r|\n/g)) starts.push(end.index + end[0].length);
    this.#starts = starts;
  }

  /** A position outside of the text is the nearest one inside. */
  offsetAt({ line, character }: Position): number {
    if (line < 0) return 0;
    const start = this.#starts[line];
    if (start === undefined) return this.text.length;
    return Math.min(start + Math.max(0, character), this.#starts[line + 1] ?? this.text.length);
  }

  positionAt(offset: number): Position {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low, character: offset - (this.#starts[low] ?? 0) };
  }

  between(start: Position, end: Position): string {
    return this.text.slice(this.offsetAt(start), this.offsetAt(end));
  }

  /** The white space that the line of a position begins with. */
  indentationAt({ line }: Position): string {
    return /^[ \t]*/.exec(this.text.slice(this.#starts[line] ?? this.text.length))?.[0] ?? "";
  }
}
