interface Position {
  readonly line: number;
  readonly character: number;
}

interface Edit {
  readonly range: { readonly start: Position; readonly end: Position };
  readonly newText: string;
}

/** The text of an open document as a client sees it: lines end as in LSP, columns are UTF-16 units. */
export class EditedText {
  readonly text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    this.#starts = [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), (end) => end.index + end[0].length)];
  }

  offsetAt({ line, character }: Position): number {
    const start = this.#starts[line];
    return start === undefined ? this.text.length : Math.min(start + character, this.text.length);
  }

  positionAt(offset: number): Position {
    const line = this.#starts.findLastIndex((start) => start <= offset);
    return { line, character: offset - (this.#starts[line] ?? 0) };
  }

  /** As a client applies them: all at once, each about the text as it was. */
  edited(edits: readonly Edit[]): EditedText {
    const backwards = edits.toSorted((a, b) => this.offsetAt(b.range.start) - this.offsetAt(a.range.start));
    let text = this.text;
    for (const { range, newText } of backwards) {
      text = text.slice(0, this.offsetAt(range.start)) + newText + text.slice(this.offsetAt(range.end));
    }
    return new EditedText(text);
  }
}
