import { expect, test } from "vitest";
import { isIdleFor, nextIdleness } from "./idleness.ts";

test("idle time begins when the last client has gone", () => {
  const busy = nextIdleness(undefined, { clients: 2, sessions: "7" }, 100);
  expect(isIdleFor(busy, 0, 9_000)).toBe(false);
  const idle = nextIdleness(busy, { clients: 0, sessions: "7" }, 10_000);
  expect(isIdleFor(idle, 1_000, 10_999)).toBe(false);
  expect(isIdleFor(nextIdleness(idle, { clients: 0, sessions: "7" }, 11_000), 1_000, 11_000)).toBe(true);
});

test("a session that came and went between two looks begins it anew", () => {
  const idle = nextIdleness(undefined, { clients: 0, sessions: "7" }, 0);
  const after = nextIdleness(idle, { clients: 0, sessions: "8" }, 1_000);
  expect(isIdleFor(after, 1_000, 1_000)).toBe(false);
  expect(isIdleFor(after, 1_000, 2_000)).toBe(true);
});
