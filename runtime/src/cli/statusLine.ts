import type { Output } from "./output.ts";

const CLEAR = "\r\u001b[2K";
const EVERY_MS = 100;

/** One line at the bottom of the terminal that is rewritten; other lines go above it. Does nothing where nobody watches. */
export class StatusLine {
  readonly #output: Output;
  readonly #text: () => string;
  readonly #timer: NodeJS.Timeout | undefined;
  #shown = false;

  constructor(output: Output, text: () => string) {
    this.#output = output;
    this.#text = text;
    if (output.watched) this.#timer = setInterval(() => this.#draw(), EVERY_MS).unref();
  }

  note(line: string): void {
    this.#clear();
    this.#output.note(line);
  }

  /** Ends with the line as it was last. */
  close(): void {
    clearInterval(this.#timer);
    if (!this.#output.watched) return;
    this.#draw();
    this.#output.raw("\n");
  }

  #draw(): void {
    this.#clear();
    this.#output.raw(this.#text());
    this.#shown = true;
  }

  #clear(): void {
    if (this.#shown) this.#output.raw(CLEAR);
    this.#shown = false;
  }
}
