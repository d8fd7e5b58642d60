const PAUSES_MS = [250, 1_000, 3_000, 10_000, 30_000];
/** A process that lived this long has shown that it can. */
const SOUND_LIFE_MS = 30_000;
/** One that never came to answer is not started for ever. */
const MOST_STILLBORN = 5;

/** When to start a process again that ended by itself. */
export class Restarts {
  #tries = 0;
  #stillborn = 0;

  /** Milliseconds to wait; null when it is not to be started again. `lifeMs`: since it first answered, or null. */
  next(lifeMs: number | null): number | null {
    this.#stillborn = lifeMs === null ? this.#stillborn + 1 : 0;
    if (this.#stillborn >= MOST_STILLBORN) return null;
    if (lifeMs !== null && lifeMs >= SOUND_LIFE_MS) this.#tries = 0;
    const pause = PAUSES_MS[Math.min(this.#tries, PAUSES_MS.length - 1)] ?? 0;
    this.#tries += 1;
    return pause;
  }

  /** Somebody wants it to be tried as if for the first time. */
  forget(): void {
    this.#tries = 0;
    this.#stillborn = 0;
  }
}
