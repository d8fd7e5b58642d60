import { expect, test } from "vitest";
import { ACTIONS, FAULTS, planOf } from "./plan.ts";

test("a seed fixes the plan, and another one makes another", () => {
  expect(planOf(1, 60_000, 2_000)).toEqual(planOf(1, 60_000, 2_000));
  expect(planOf(1, 60_000, 2_000)).not.toEqual(planOf(2, 60_000, 2_000));
});

test("whatever the seed, nothing is left out, however short the storm", () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const { events, traits } = planOf(seed, 45_000, 2_000);
    expect(new Set(events.map(({ what }) => what))).toEqual(new Set([...FAULTS, ...ACTIONS]));
    expect(events.every(({ at }) => at >= 0 && at <= 45_000)).toBe(true);
    expect(traits.length).toBeGreaterThanOrEqual(4);
    expect(traits.filter(({ pool }) => pool === 2).length).toBeGreaterThanOrEqual(1);
  }
});
