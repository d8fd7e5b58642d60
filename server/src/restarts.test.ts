import { expect, test } from "vitest";
import { Restarts } from "./restarts.ts";

test("one that keeps dying is started less and less often, and at once after a long life", () => {
  const restarts = new Restarts();
  const waits = [1, 1, 1, 1, 1, 1].map((lifeMs) => restarts.next(lifeMs));
  expect(waits).toEqual([250, 1_000, 3_000, 10_000, 30_000, 30_000]);
  expect(restarts.next(60_000)).toBe(250);
});

test("one that never answers is given up, until somebody asks for it", () => {
  const restarts = new Restarts();
  const waits = [null, null, null, null, null].map((lifeMs) => restarts.next(lifeMs));
  expect(waits.slice(0, 4).every((wait) => wait !== null)).toBe(true);
  expect(waits[4]).toBe(null);
  restarts.forget();
  expect(restarts.next(null)).toBe(250);
});
