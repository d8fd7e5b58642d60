import type { Position, SourceLocation } from "orchex/dag";
import { linesOf, offsetAt, positionAt, type Lines } from "./lines.ts";

/** A text that converts between offsets and positions; its lines are only counted when somebody asks. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  #lines: Lines | null = null;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  position(offset: number): Position {
    this.#lines ??= linesOf(this.text);
    return positionAt(this.#lines, offset);
  }

  offset(position: Position): number {
    this.#lines ??= linesOf(this.text);
    return offsetAt(this.#lines, this.text.length, position);
  }

  location(start: number, end: number): SourceLocation {
    return { file: this.file, start: this.position(start), end: this.position(end) };
  }
}
