import * as fc from "fast-check";
import { expect, test } from "vitest";

import { decide } from "./decide.ts";

const once = { failures: 1, maxAttempts: 3, backoff: undefined, ownDelayMs: undefined, random: 0 };

test("a job is dead at its last allowed failure, not before", () => {
  expect(decide({ ...once, failures: 2 }).kind).toBe("retry");
  expect(decide({ ...once, failures: 3 })).toEqual({ kind: "dead" });
});

test("the default delay doubles and has jitter", () => {
  expect(decide(once)).toEqual({ kind: "retry", delayMs: 2_000 });
  expect(decide({ ...once, failures: 2, random: 1 })).toEqual({ kind: "retry", delayMs: 9_000 });
});

test("a fixed delay is taken as it is", () => {
  expect(decide({ ...once, backoff: { kind: "fixed", delayMs: 200 } })).toEqual({ kind: "retry", delayMs: 200 });
});

test("the task's own function decides, and the default stands in where it answered nothing", () => {
  const backoff = { kind: "function" } as const;
  expect(decide({ ...once, backoff, ownDelayMs: 7 })).toEqual({ kind: "retry", delayMs: 7 });
  expect(decide({ ...once, backoff, ownDelayMs: Number.NaN })).toEqual({ kind: "retry", delayMs: 2_000 });
});

test("whatever is answered, a delay can be stored", () => {
  fc.assert(
    fc.property(fc.double(), fc.nat(50), fc.double({ min: 0, max: 1, noNaN: true }), (ownDelayMs, failures, random) => {
      const verdict = decide({ failures, maxAttempts: 100, backoff: { kind: "function" }, ownDelayMs, random });
      expect(verdict.kind === "retry" && verdict.delayMs >= 0 && verdict.delayMs <= 365 * 86_400_000).toBe(true);
    }),
  );
});
