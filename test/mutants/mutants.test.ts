import { expect, inject, test } from "vitest";
import { hunt, HUNTERS } from "./hunt.ts";
import { MUTANTS } from "./mutants.ts";
import { staleTexts } from "./plant.ts";

/** A few of which one hunter finds each at once; `npm run mutants` takes all. */
const QUICK: readonly (readonly [mutant: string, hunter: string])[] = [
  ["block-not-transitive", "model"],
  ["blind-retry-of-a-lost-answer", "model"],
  ["run-finished-too-early", "model"],
  ["fan-in-without-counter", "interleavings"],
  ["failure-without-lock", "interleavings"],
];

test.each(Object.entries(MUTANTS))("the bug %s can still be planted", (_name, mutant) => {
  expect(staleTexts(mutant)).toEqual([]);
});

test.each(QUICK)("the bug %s is found by the %s", async (name, hunter) => {
  const [mutant, hunting] = [MUTANTS[name], HUNTERS[hunter]];
  if (mutant === undefined || hunting === undefined) throw new Error(`There is no ${name}, or no ${hunter}`);
  expect(await hunt(inject("postgresUrl"), hunting, mutant, 60_000)).not.toBeNull();
});
