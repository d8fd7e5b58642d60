import { expect, test } from "vitest";

import { JOB_MOVES, JOB_STATUSES, type JobStatus } from "./status.ts";

test("every status can be reached from pending", () => {
  const reached = new Set<JobStatus>(["pending"]);
  for (const status of reached) for (const next of JOB_MOVES[status]) reached.add(next);
  expect([...reached].sort()).toEqual([...JOB_STATUSES].sort());
});

test("only what succeeded, was skipped or cancelled never moves again", () => {
  const final = JOB_STATUSES.filter((status) => JOB_MOVES[status].length === 0);
  expect(final).toEqual(["succeeded", "skipped", "cancelled"]);
});

test("only a claim leads to processing, from what waits", () => {
  const before = JOB_STATUSES.filter((status) => JOB_MOVES[status].includes("processing"));
  expect(before).toEqual(["pending", "failed"]);
});
