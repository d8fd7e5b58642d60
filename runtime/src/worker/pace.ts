import type { PlannedTask } from "./snapshotPlan.ts";

/** How much work is claimed ahead, in milliseconds of it. */
const AHEAD_MS = 100;
const MOST_AHEAD = 1000;
const WEIGHT = 0.1;
/** Bodies that take no longer are done sooner one after the other than on several threads, each of which has to be woken. */
const BRIEF_MS = 0.5;

/**
 * How long bodies take, and what follows: how many jobs to hold beyond those whose bodies can run at once (while bodies
 * are short, enough to hide the round trip to the database; none while they are long, or nothing is known of them yet),
 * and which bodies need no thread of their own.
 */
export class Pace {
  readonly #concurrency: number;
  #averageMs: number | undefined;
  readonly #ofTasks = new WeakMap<PlannedTask, number>();

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** A body of this task took this long. A long one counts at once, short ones little by little. */
  record(task: PlannedTask, ms: number): void {
    const average = this.#averageMs;
    this.#averageMs = average === undefined || ms > AHEAD_MS ? ms : average + (ms - average) * WEIGHT;
    const own = this.#ofTasks.get(task);
    this.#ofTasks.set(task, own === undefined || ms > BRIEF_MS ? ms : own + (ms - own) * WEIGHT);
  }

  /** Whether its bodies are so short that it makes no sense to run a few of them at once. */
  isBrief(task: PlannedTask): boolean {
    return (this.#ofTasks.get(task) ?? Infinity) <= BRIEF_MS;
  }

  get ahead(): number {
    if (this.#averageMs === undefined) return 0;
    return Math.min(MOST_AHEAD, Math.floor((this.#concurrency * AHEAD_MS) / Math.max(this.#averageMs, 0.01)));
  }
}
