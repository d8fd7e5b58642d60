/** How much work is claimed ahead, in milliseconds of it. */
const AHEAD_MS = 100;
const MOST_AHEAD = 1000;
const WEIGHT = 0.1;

/**
 * How many jobs to hold beyond those whose bodies can run at once: while bodies are short, enough to hide the round
 * trip to the database; none while they are long, or nothing is known of them yet.
 */
export class Pace {
  readonly #concurrency: number;
  #averageMs: number | undefined;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** A body took this long. A long one counts at once, short ones little by little. */
  record(ms: number): void {
    const average = this.#averageMs;
    this.#averageMs = average === undefined || ms > AHEAD_MS ? ms : average + (ms - average) * WEIGHT;
  }

  get ahead(): number {
    if (this.#averageMs === undefined) return 0;
    return Math.min(MOST_AHEAD, Math.floor((this.#concurrency * AHEAD_MS) / Math.max(this.#averageMs, 0.01)));
  }
}
