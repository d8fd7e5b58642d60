/** A look is not repeated before this many times its own cost have passed: looking takes a twentieth of the time at most. */
const SHARE = 19;
/** What costs next to nothing need not wait. */
const FREE_MS = 5;

/** Keeps dear looks apart, whatever the size of what is looked at. */
export class Budget {
  readonly #due = new Map<string, number>();

  allows(name: string, now: number): boolean {
    return now >= (this.#due.get(name) ?? 0);
  }

  spend(name: string, costMs: number, now: number): void {
    if (costMs > FREE_MS) this.#due.set(name, now + SHARE * costMs);
    else this.#due.delete(name);
  }

  /** It may be looked at now, whatever it costs. */
  forget(name: string): void {
    this.#due.delete(name);
  }
}
