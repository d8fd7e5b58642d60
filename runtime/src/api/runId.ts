import { randomFillSync } from "node:crypto";

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return FORM.test(text);
}

/** Random bytes are drawn for this many ids at once: a call a hundred times as dear is made a thousand times less. */
const IDS_PER_DRAW = 1024;
const RANDOM_BYTES = 8;

/**
 * Makes UUIDv7s, each greater than the one before: 48 bits of milliseconds, 12 bits that count within a millisecond (and
 * push the milliseconds on when they are full), 62 random bits.
 */
export class RunIds {
  readonly #now: () => number;
  readonly #random = Buffer.alloc(RANDOM_BYTES * IDS_PER_DRAW);
  #drawn = this.#random.length;
  #milliseconds = 0;
  #counter = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  next(): string {
    this.#tick();
    if (this.#drawn === this.#random.length) {
      randomFillSync(this.#random);
      this.#drawn = 0;
    }
    const time = this.#milliseconds.toString(16).padStart(12, "0");
    const counter = this.#counter.toString(16).padStart(3, "0");
    const variant = ((this.#random[this.#drawn] ?? 0) & 0x3f) | 0x80;
    const random = this.#random.toString("hex", this.#drawn + 1, this.#drawn + RANDOM_BYTES);
    this.#drawn += RANDOM_BYTES;
    const tail = `${variant.toString(16)}${random.slice(0, 2)}-${random.slice(2)}`;
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${tail}`;
  }

  #tick(): void {
    const now = this.#now();
    if (now > this.#milliseconds) {
      this.#milliseconds = now;
      this.#counter = 0;
    } else if (this.#counter < 0xfff) {
      this.#counter += 1;
    } else {
      this.#milliseconds += 1;
      this.#counter = 0;
    }
  }
}
