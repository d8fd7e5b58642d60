import { expect, inject, test } from "vitest";
import { hunt } from "./hunt.ts";
import { MUTANTS } from "./mutants.ts";
import { staleTexts } from "./plant.ts";

/** A few of which one hunter finds each at once; `npm run mutants` takes all. */
const QUICK: readonly (readonly [mutant: string, hunter: string])[] = [
  ["block-not-transitive", "model"],
  ["blind-retry-of-a-lost-answer", "model"],
  ["run-finished-too-early", "model"],
  ["fan-in-without-counter", "interleavings"],
  ["failure-without-lock", "interleavings"],
  ["notify-only", "simulation"],
  ["result-sent-once", "simulation"],
];

test.each(Object.entries(MUTANTS))("the bug %s can still be planted", (_name, mutant) => {
  expect(staleTexts(mutant)).toEqual([]);
});

test.each(QUICK)("the bug %s is found by the %s", async (name, hunter) => {
  expect(await hunt(inject("postgresUrl"), hunter, name, 60_000)).toMatchObject({ sign: expect.any(String) });
});
