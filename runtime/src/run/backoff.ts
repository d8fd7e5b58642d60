const LONGEST_SECONDS = 365 * 86_400;

/**
 * The delay before the next attempt when a task names no back-off of its own: min(2^min(failures, 8) + 0..5, 600)
 * seconds, where `random` (0 to 1) is drawn once, when the failure is recorded, so that the jitter is real.
 */
export function defaultBackoffSeconds(failures: number, random: number): number {
  const exponent = clamp(failures, 0, 8);
  return Math.min(2 ** exponent + clamp(random, 0, 1) * 5, 600);
}

/** Any answer of a user's back-off as a delay that can be stored: 0 to 365 days; what is no number is no delay. */
export function clampBackoffSeconds(seconds: unknown): number {
  return typeof seconds === "number" ? clamp(seconds, 0, LONGEST_SECONDS) : 0;
}

function clamp(value: number, least: number, most: number): number {
  return Number.isNaN(value) ? least : Math.min(Math.max(value, least), most);
}
