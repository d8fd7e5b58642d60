import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "./duration.ts";

test.each([
  [30, 30_000],
  [0.25, 250],
  ["500ms", 500],
  ["30s", 30_000],
  ["5m", 300_000],
  ["2h", 7_200_000],
  ["1.5h", 5_400_000],
  ["1d", 86_400_000],
  ["365d", 31_536_000_000],
  [null, null],
])("%j is %j milliseconds", (value, milliseconds) => {
  expect(parseDuration(value)).toEqual({ ok: true, value: milliseconds });
});

test.each([
  "5 m",
  "5",
  "m",
  "-5m",
  "+5m",
  "1e3s",
  ".5s",
  "5.s",
  "5m ",
  "5M",
  "5min",
  "1h30m",
  "",
  -1,
  Number.NaN,
  undefined,
  true,
  {},
  [],
])("%j is no duration, and the answer says what is", (value) => {
  expect(parseDuration(value)).toMatchObject({ ok: false, error: expect.stringContaining('"500ms", "30s", "5m"') });
});

test.each([
  [0, "0 is shorter than a millisecond"],
  ["0s", '"0s" is shorter than a millisecond'],
  ["0.4ms", '"0.4ms" is shorter than a millisecond'],
  ["366d", '"366d" is longer than 365 days; null is no limit'],
  [Infinity, "Infinity is longer than 365 days; null is no limit"],
])("%j is out of range", (value, error) => {
  expect(parseDuration(value)).toEqual({ ok: false, error });
});

test.each([
  [300_000, "5m"],
  [5_400_000, "1.5h"],
  [61_000, "61s"],
  [1_234, "1234ms"],
  [0, "0ms"],
  [86_400_000, "1d"],
])("%j milliseconds are written %s", (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test("what is written is read back", () => {
  const milliseconds = fc.oneof(
    fc.integer({ min: 1, max: 31_536_000_000 }),
    fc.integer({ min: 1, max: 3_650 }).map((tenths) => tenths * 8_640_000),
    fc.integer({ min: 1, max: 100_000 }).map((tenths) => tenths * 100),
  );
  fc.assert(
    fc.property(milliseconds, (value) => {
      expect(parseDuration(formatDuration(value))).toEqual({ ok: true, value });
    }),
  );
});

test("any value is answered", () => {
  fc.assert(fc.property(fc.anything(), (value) => typeof parseDuration(value).ok === "boolean"));
});
