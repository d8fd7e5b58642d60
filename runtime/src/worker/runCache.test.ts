import { expect, test } from "vitest";

import { RunCache } from "./runCache.ts";

/** Room for two runs with a result of a thousand characters each, not for three. */
function cacheOf(...runIds: readonly string[]): RunCache {
  const cache = new RunCache(3_000);
  for (const runId of runIds) cache.setResult(runId, 0, "x".repeat(1_000));
  return cache;
}

const kept = (cache: RunCache) => ["a", "b", "c"].filter((runId) => cache.result(runId, 0) !== undefined);

test("the run that was written to longest ago goes when there are too many", () => {
  expect(kept(cacheOf("a", "b"))).toEqual(["a", "b"]);
  expect(kept(cacheOf("a", "b", "c"))).toEqual(["b", "c"]);
});

test("a run that is written to again is kept before others", () => {
  const cache = cacheOf("a", "b");
  cache.setRun("a", "{}", null);
  cache.setResult("c", 0, "x".repeat(1_000));
  expect(kept(cache)).toEqual(["a", "c"]);
  expect(cache.run("a")).toEqual({ inputs: "{}", metadata: null });
});

test("a run that goes takes its inputs and all its results with it, and leaves its room", () => {
  const cache = cacheOf("a");
  cache.setRun("a", "{}", "{}");
  cache.setResult("a", 1, "1");
  for (const runId of ["b", "c"]) cache.setResult(runId, 0, "x".repeat(1_000));
  expect(cache.run("a")).toBeUndefined();
  expect(cache.result("a", 1)).toBeUndefined();
  expect(kept(cache)).toEqual(["b", "c"]);
});

test("what is larger than the cache alone is kept until something else comes", () => {
  const cache = new RunCache(3_000);
  cache.setResult("a", 0, "x".repeat(10_000));
  expect(kept(cache)).toEqual(["a"]);
  cache.setResult("b", 0, "1");
  expect(kept(cache)).toEqual(["b"]);
});
