import type { WorkerEvent } from "../worker/options.ts";

const OUTCOMES = ["succeeded", "failed", "dead", "skipped", "cancelled"] as const;
type Outcome = (typeof OUTCOMES)[number];

/** The rate is of the last seconds: long enough to be steady, short enough to be true. */
const WINDOW_MS = 5_000;
const LEAST_MS = 1_000;

/** Counts what a worker tells of its jobs. */
export class WorkerProgress {
  readonly counts: Record<Outcome, number> = { succeeded: 0, failed: 0, dead: 0, skipped: 0, cancelled: 0 };
  #running = 0;
  #since: number | undefined;
  /** Finished jobs by tenth of a second, oldest first. */
  readonly #recent: { readonly at: number; count: number }[] = [];

  add({ kind }: WorkerEvent, now: number): void {
    this.#since ??= now;
    if (kind === "started") {
      this.#running += 1;
      return;
    }
    this.#running = Math.max(0, this.#running - 1);
    if (kind === "released" || kind === "refused") return;
    this.counts[kind] += 1;
    const slice = Math.floor(now / 100) * 100;
    const last = this.#recent.at(-1);
    if (last?.at === slice) last.count += 1;
    else this.#recent.push({ at: slice, count: 1 });
  }

  /** `3 running, 120 succeeded, 2 failed, 24.0/s`, without what has not happened. */
  line(now: number): string {
    while ((this.#recent[0]?.at ?? now) < now - WINDOW_MS) this.#recent.shift();
    const finished = this.#recent.reduce((sum, { count }) => sum + count, 0);
    const parts = [`${this.#running} running`, `${this.counts.succeeded} succeeded`];
    for (const outcome of OUTCOMES.slice(1))
      if (this.counts[outcome] > 0) parts.push(`${this.counts[outcome]} ${outcome}`);
    const seconds = Math.min(WINDOW_MS, Math.max(LEAST_MS, now - (this.#since ?? now))) / 1_000;
    parts.push(`${(finished / seconds).toFixed(1)}/s`);
    return parts.join(", ");
  }
}
