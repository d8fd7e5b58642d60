import { expect, test } from "vitest";
import { clampBackoffSeconds, defaultBackoffSeconds } from "./backoff.ts";

test("the delay doubles with each failure up to 256 seconds, plus up to 5 seconds of jitter", () => {
  expect([1, 2, 3, 8, 9, 1_000].map((failures) => defaultBackoffSeconds(failures, 0))).toEqual([
    2, 4, 8, 256, 256, 256,
  ]);
  expect(defaultBackoffSeconds(1, 1)).toBe(7);
  expect(defaultBackoffSeconds(8, 0.5)).toBe(258.5);
});

test("numbers that make no sense still give a delay", () => {
  expect(defaultBackoffSeconds(-3, -1)).toBe(1);
  expect(defaultBackoffSeconds(NaN, NaN)).toBe(1);
  expect(defaultBackoffSeconds(Infinity, 2)).toBe(261);
});

test("the answer of a user's back-off is brought into 0 seconds to 365 days", () => {
  expect([5, 0.25, -1, NaN, Infinity, -Infinity].map(clampBackoffSeconds)).toEqual([5, 0.25, 0, 0, 31_536_000, 0]);
  expect(["5", undefined, null, {}].map(clampBackoffSeconds)).toEqual([0, 0, 0, 0]);
});
