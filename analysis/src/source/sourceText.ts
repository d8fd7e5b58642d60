import type { Position, SourceLocation } from "orchex/dag";
import { linesOf, offsetAt, positionAt, type Lines } from "./lines.ts";

/** A text that converts between offsets and positions; its lines are only counted when somebody asks. */
export class SourceText {
  readonly file: string;
  readonly #text: string | null;
  readonly #read: () => string;
  #lines: Lines | null = null;

  /** A text of null is read anew whenever it is needed, which keeps it out of memory. */
  constructor(file: string, text: string | null, read: () => string = () => "") {
    this.file = file;
    this.#text = text;
    this.#read = read;
  }

  /** False when the text would have to be read, and may be another by now. */
  get isKept(): boolean {
    return this.#text !== null;
  }

  get text(): string {
    return this.#text ?? this.#read();
  }

  position(offset: number): Position {
    this.#lines ??= linesOf(this.text);
    return positionAt(this.#lines, offset);
  }

  offset(position: Position): number {
    const { text } = this;
    this.#lines ??= linesOf(text);
    return offsetAt(this.#lines, text.length, position);
  }

  location(start: number, end: number): SourceLocation {
    return { file: this.file, start: this.position(start), end: this.position(end) };
  }
}
