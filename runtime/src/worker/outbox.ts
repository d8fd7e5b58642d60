/**
 * Writes that must reach the ledger, sent in batches, one batch at a time, and again as long as the database is away.
 * Each is keyed by the token of its claim, so that a repeated write changes nothing.
 */
export class Outbox<Item> {
  readonly #send: (items: readonly Item[]) => Promise<void>;
  readonly #onError: (error: unknown, items: readonly Item[]) => boolean;
  #items: Item[] = [];
  #sending: readonly Item[] = [];
  #timer: NodeJS.Timeout | undefined;
  #delayMs = 0;
  #closed = false;

  /** `onError` answers whether to try again. */
  constructor(
    send: (items: readonly Item[]) => Promise<void>,
    onError: (error: unknown, items: readonly Item[]) => boolean,
  ) {
    this.#send = send;
    this.#onError = onError;
  }

  get size(): number {
    return this.#items.length + this.#sending.length;
  }

  add(items: readonly Item[]): void {
    this.#items.push(...items);
    this.#pump();
  }

  /** Sends nothing more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #pump(): void {
    if (this.#closed) return;
    if (this.#sending.length > 0 || this.#items.length === 0 || this.#timer !== undefined) return;
    this.#sending = this.#items.splice(0, MOST_AT_ONCE);
    const items = this.#sending;
    this.#send(items).then(
      () => {
        this.#sending = [];
        this.#delayMs = 0;
        this.#pump();
      },
      (error: unknown) => {
        this.#sending = [];
        if (this.#closed) return;
        if (this.#onError(error, items)) this.#items.unshift(...items);
        this.#delayMs = Math.min(Math.max(this.#delayMs * 2, SHORTEST_DELAY_MS), LONGEST_DELAY_MS);
        this.#timer = setTimeout(() => {
          this.#timer = undefined;
          this.#pump();
        }, this.#delayMs);
      },
    );
  }
}

const MOST_AT_ONCE = 500;
const SHORTEST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;
