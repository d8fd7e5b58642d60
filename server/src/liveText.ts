import { visible } from "orchex/dag";
import type { LiveTask } from "./live.ts";

/** A task's figures in one line, the most telling first; null when there are none. */
export function liveText(task: LiveTask): string | null {
  const { lastRun, successRate, p50Ms, p95Ms, dead, processing } = task;
  const parts = [
    lastRun === null ? null : `last ${lastRun.status} ${lastRun.finishedAt.slice(0, 16).replace("T", " ")} UTC`,
    successRate === null ? null : `${percent(successRate)} succeed`,
    p50Ms === null ? null : `p50 ${shortDuration(p50Ms)}`,
    p95Ms === null ? null : `p95 ${shortDuration(p95Ms)}`,
    processing === 0 ? null : `${processing} running`,
    dead === 0 ? null : `${dead} dead`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(" · ");
}

/** The first line of the last error; null when the last run had none. */
export function lastError(task: LiveTask): string | null {
  const line = task.lastRun?.error?.split("\n", 1)[0];
  return line === undefined || line === "" ? null : visible(line.slice(0, 300));
}

/** Two digits are enough to compare by: 850ms, 1.2s, 42s, 3m 5s, 2h 10m. */
export function shortDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)}ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m ${seconds % 60}s`;
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

/** Never rounds a failure away: 99.97 % is not 100 %. */
function percent(rate: number): string {
  const shown = Math.round(rate * 100);
  return rate < 1 && shown === 100 ? ">99%" : `${shown}%`;
}
