/** A number from here to there. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** More often is a busy loop; more seldom, and a run would wait for long when a notification was lost. */
export const POLL_SECONDS: Range = { from: 0.01, to: 60 };

/** As many bodies as a worker has room for. */
export const CONCURRENCY: Range = { from: 1, to: 4_000 };

/** A day, which is also well below the 2^31 ms at which timers of Node go off at once. */
const DAY = 86_400;

export const LEASE_SECONDS: Range = { from: 1, to: DAY };

export const METRICS_SECONDS: Range = { from: 0.1, to: DAY };

/** The client waits a little longer than the server, with a timer of its own. */
export const STATEMENT_TIMEOUT_MS: Range = { from: 0, to: DAY * 1_000 };

/** Compared with a clock, never a timer. */
export const TASK_TIMEOUT_SECONDS: Range = { from: 0.001, to: 365 * DAY };

export function isIn(value: number, { from, to }: Range): boolean {
  return value >= from && value <= to;
}
