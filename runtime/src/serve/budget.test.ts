import { expect, test } from "vitest";
import { Budget } from "./budget.ts";

test("a dear look waits for nineteen times its cost, a cheap one for nothing", () => {
  const budget = new Budget();
  budget.spend("dear", 100, 1_100);
  budget.spend("cheap", 4, 1_004);
  expect(budget.allows("dear", 2_999)).toBe(false);
  expect(budget.allows("dear", 3_000)).toBe(true);
  expect(budget.allows("cheap", 1_004)).toBe(true);
});

test("one that is forgotten may look at once", () => {
  const budget = new Budget();
  budget.spend("dear", 1_000, 1_000);
  budget.forget("dear");
  expect(budget.allows("dear", 1_001)).toBe(true);
});
