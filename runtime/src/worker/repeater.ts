/** Does something again and again, never twice at once: an interval after it began last, or as soon as it was asked to. */
export class Repeater {
  readonly #work: () => Promise<void>;
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #again = false;
  #closed = false;

  /** `work` handles its own failures. */
  constructor(work: () => Promise<void>, intervalMs: number) {
    this.#work = work;
    this.#intervalMs = intervalMs;
  }

  /** First after the given milliseconds. */
  start(delayMs: number): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), delayMs);
  }

  /** At once, or once more when it is at work already. */
  now(): void {
    if (this.#closed) return;
    if (this.#working !== undefined) {
      this.#again = true;
      return;
    }
    const beganAt = performance.now();
    this.#working = this.#work().finally(() => {
      this.#working = undefined;
      const delayMs = this.#again ? 0 : Math.max(0, this.#intervalMs - (performance.now() - beganAt));
      this.#again = false;
      this.start(delayMs);
    });
  }

  /** Waits for what is at work. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#working;
  }
}
