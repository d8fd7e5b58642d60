import type { Result } from "./result.ts";

type Unit = "ms" | "s" | "m" | "h" | "d";

/** A length of time as users write it: a number of seconds, or a number with its unit, such as "500ms" or "1.5h". */
export type Duration = number | `${number}${Unit}`;

const unitMs: Readonly<Record<Unit, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const LONGEST_MS = 365 * unitMs.d;

const FORM = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;
const USAGE = 'use a number of seconds, or a text such as "500ms", "30s", "5m", "1.5h" or "1d"';

/**
 * Reads a duration, from 1 ms to 365 days, into whole milliseconds; `null` stays null, which is no limit. Anything else
 * is answered with one sentence on what is wrong, that reads well after "timeout: ".
 */
export function parseDuration(value: unknown): Result<number | null> {
  if (value === null) return { ok: true, value: null };
  const exact = exactMilliseconds(value);
  if (exact === null) return { ok: false, error: `${shown(value)} is not a duration: ${USAGE}` };
  if (exact > LONGEST_MS) return { ok: false, error: `${shown(value)} is longer than 365 days; null is no limit` };
  const milliseconds = Math.round(exact);
  if (milliseconds < 1) return { ok: false, error: `${shown(value)} is shorter than a millisecond` };
  return { ok: true, value: milliseconds };
}

/** Writes milliseconds in the largest unit that needs at most one decimal: "5m", "1.5h", "61s", "1234ms". */
export function formatDuration(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  for (const unit of ["d", "h", "m", "s"] as const) {
    const tenths = (whole * 10) / unitMs[unit];
    if (tenths >= 10 && Number.isInteger(tenths)) return `${tenths / 10}${unit}`;
  }
  return `${whole}ms`;
}

function exactMilliseconds(value: unknown): number | null {
  if (typeof value === "number") return Number.isNaN(value) || value < 0 ? null : value * unitMs.s;
  if (typeof value !== "string") return null;
  const [, amount, unit] = FORM.exec(value) ?? [];
  return amount === undefined || unit === undefined ? null : Number(amount) * unitMs[unit as Unit];
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  return value === undefined ? "undefined" : `a value of type ${typeof value}`;
}
