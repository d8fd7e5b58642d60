import { expect, test } from "vitest";
import { lastError, liveText, shortDuration } from "./liveText.ts";
import type { LiveTask } from "./live.ts";

const idle: LiveTask = { lastRun: null, successRate: null, p50Ms: null, p95Ms: null, dead: 0, processing: 0 };

test("a task that never ran has nothing to say", () => {
  expect(liveText(idle)).toBeNull();
  expect(lastError(idle)).toBeNull();
});

test("figures stand in one line", () => {
  const lastRun = {
    runId: "r",
    status: "dead",
    finishedAt: "2026-11-21T10:15:30.000Z",
    error: "no\u001b[31m way\nat x",
  };
  const task: LiveTask = { lastRun, successRate: 0.9997, p50Ms: 1234, p95Ms: 185_000, dead: 2, processing: 1 };
  expect(liveText(task)).toBe(
    "last dead 2026-11-21 10:15 UTC · >99% succeed · p50 1.2s · p95 3m 5s · 1 running · 2 dead",
  );
  expect(lastError(task)).toBe("no\\u{1b}[31m way");
});

test.each([
  [0, "0ms"],
  [999.6, "1.0s"],
  [9_949, "9.9s"],
  [9_950, "10s"],
  [59_400, "59s"],
  [60_000, "1m"],
  [3_600_000, "1h"],
  [7_800_000, "2h 10m"],
])("%d ms is %s", (ms, text) => {
  expect(shortDuration(ms)).toBe(text);
});
