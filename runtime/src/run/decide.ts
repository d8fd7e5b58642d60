import type { BackoffPolicy } from "../dag/model.ts";
import { defaultBackoffSeconds } from "./backoff.ts";

export interface FailedAttempt {
  /** Failures with this one. */
  readonly failures: number;
  readonly maxAttempts: number;
  readonly backoff: BackoffPolicy | undefined;
  /** What the task's own back-off function answered, in milliseconds. */
  readonly ownDelayMs: number | undefined;
  /** From 0 to 1. */
  readonly random: number;
}

export type Verdict = { readonly kind: "dead" } | { readonly kind: "retry"; readonly delayMs: number };

/** A year: longer delays are surely mistakes, and timestamps have an end. */
const LONGEST_DELAY_MS = 365 * 24 * 60 * 60 * 1000;

/** Whether a failed job is tried again, and when. The delay is found once and stored. */
export function decide({ failures, maxAttempts, backoff, ownDelayMs, random }: FailedAttempt): Verdict {
  if (failures >= maxAttempts) return { kind: "dead" };
  return {
    kind: "retry",
    delayMs: Math.min(Math.max(delayOf(failures, backoff, ownDelayMs, random), 0), LONGEST_DELAY_MS),
  };
}

function delayOf(
  failures: number,
  backoff: BackoffPolicy | undefined,
  ownDelayMs: number | undefined,
  random: number,
): number {
  if (backoff?.kind === "fixed") return backoff.delayMs;
  if (backoff?.kind === "function" && ownDelayMs !== undefined && Number.isFinite(ownDelayMs)) return ownDelayMs;
  return defaultBackoffSeconds(failures, random) * 1000;
}
