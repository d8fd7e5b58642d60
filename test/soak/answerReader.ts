/** What the database answered to one statement. */
export interface Answer {
  readonly rows: number;
  /** False: an error, and so nothing was committed. */
  readonly committed: boolean;
  /** What was asked carried results to store. */
  readonly completions: boolean;
  /** As they came. */
  readonly bytes: Buffer;
}

const HEAD_BYTES = 5;

/** Reads the server's messages up to the one that says that it waits for the next statement: by then it has committed. */
export class AnswerReader {
  readonly #completions: boolean;
  #bytes = Buffer.alloc(0);
  #at = 0;
  #rows = 0;
  #failed = false;

  constructor(completions: boolean) {
    this.#completions = completions;
  }

  /** Null while the answer is not whole. */
  read(chunk: Buffer): Answer | null {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    while (this.#bytes.length >= this.#at + HEAD_BYTES) {
      const kind = String.fromCharCode(this.#bytes[this.#at] ?? 0);
      const end = this.#at + 1 + this.#bytes.readInt32BE(this.#at + 1);
      if (this.#bytes.length < end) return null;
      this.#at = end;
      if (kind === "D") this.#rows += 1;
      else if (kind === "E") this.#failed = true;
      else if (kind === "Z") {
        return {
          rows: this.#rows,
          committed: !this.#failed,
          completions: this.#completions,
          bytes: this.#bytes,
        };
      }
    }
    return null;
  }
}
