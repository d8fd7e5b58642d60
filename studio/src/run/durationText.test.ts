import { expect, test } from "vitest";
import { durationText } from "./durationText.ts";

test.each([
  [-5, "0 ms"],
  [0, "0 ms"],
  [999.4, "999 ms"],
  [999.6, "1.0 s"],
  [1240, "1.2 s"],
  [9_949, "9.9 s"],
  [9_951, "10 s"],
  [59_499, "59 s"],
  [59_600, "1 m"],
  [200_000, "3 m 20 s"],
  [3_600_000, "1 h"],
  [7_500_000, "2 h 5 m"],
  [90_000_000, "1 d 1 h"],
])("%d ms is %s", (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});
