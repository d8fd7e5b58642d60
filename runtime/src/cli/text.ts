import type { Colors } from "picocolors/types.js";
import { formatDuration } from "../dag/duration.ts";
import { visible } from "../dag/visible.ts";
import type { JobStatus, RunStatus } from "../run/status.ts";

/** The first line of a text, safe to print, cut to a length that fits a table. */
export function firstLine(text: string, longest = 100): string {
  const [line = ""] = text.split(/\r?\n/, 1);
  return cut(visible(line), longest);
}

/** Several lines, each safe to print. */
export function safeLines(text: string): string {
  return text.split(/\r?\n/).map(visible).join("\n");
}

export function jsonText(value: unknown, longest = 100): string {
  return cut(visible(JSON.stringify(value) ?? "null"), longest);
}

export function timeText(time: Date | null): string {
  return time === null ? "-" : time.toISOString().replace(/\.\d+Z$/, "Z");
}

/** How long it took, or has taken until now. */
export function spanText(from: Date | null, to: Date | null, now = new Date()): string {
  if (from === null) return "-";
  const ms = Math.max(0, (to ?? now).getTime() - from.getTime());
  if (ms < 1_000) return `${ms}ms`;
  return formatDuration(ms < 60_000 ? Math.round(ms / 100) * 100 : Math.round(ms / 1_000) * 1_000);
}

/** The start of a version: enough to name it, since a unique prefix is accepted everywhere. */
export function shortVersion(version: string): string {
  return version.slice(0, 12);
}

export function statusText(colors: Colors, status: JobStatus | RunStatus): string {
  switch (status) {
    case "succeeded":
      return colors.green(status);
    case "failed":
      return colors.yellow(status);
    case "dead":
    case "blocked":
      return colors.red(status);
    case "processing":
    case "running":
      return colors.cyan(status);
    case "pending":
    case "paused":
    case "skipped":
    case "cancelled":
      return colors.dim(status);
    default:
      return status;
  }
}

export function countsText(counts: Readonly<Partial<Record<JobStatus, number>>>): string {
  const parts = Object.entries(counts).map(([status, count]) => `${count} ${status}`);
  return parts.length === 0 ? "-" : parts.join(", ");
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
