import { expect, test } from "vitest";
import { isUuid, RunIds } from "./runId.ts";

test("ids are UUIDs of version 7 that carry the time", () => {
  const id = new RunIds(() => 0x0123456789ab).next();
  expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(isUuid(id)).toBe(true);
});

test("each id is greater than the one before, also within a millisecond and when the clock goes back", () => {
  let now = 1_000;
  const ids = new RunIds(() => now);
  const made = Array.from({ length: 20_000 }, (_, index) => {
    if (index === 10_000) now = 500;
    return ids.next();
  });
  expect(made.toSorted()).toEqual(made);
  expect(new Set(made).size).toBe(made.length);
});

test("a text is a UUID in either case, and nothing else is", () => {
  expect(isUuid("0198A2B4-0000-7000-8000-00000000000F")).toBe(true);
  expect(["", "x", "0198a2b4000070008000000000000000", "{0198a2b4-0000-7000-8000-00000000000f}"].some(isUuid)).toBe(
    false,
  );
});
