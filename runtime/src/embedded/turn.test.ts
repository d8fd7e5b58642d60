import { expect, test } from "vitest";
import type { PrivateEntry } from "./privateEntries.ts";
import { isLeftover } from "./sweep.ts";
import { firstInLine } from "./turn.ts";

const claim = (path: string, madeAt: number, makerLives = true): PrivateEntry => ({
  path,
  kind: "turn",
  makerLives,
  madeAt,
});

test("the oldest claim has the turn, unless its maker is dead or has had it too long", () => {
  const claims = [claim("c", 20_000), claim("b", 10_000), claim("dead", 5_000, false), claim("stuck", 0)];
  expect(firstInLine(claims, 30_001)?.path).toBe("b");
  expect(firstInLine([claim("b", 10), claim("a", 10)], 20)?.path).toBe("a");
  expect(firstInLine([{ ...claim("init", 0), kind: "init" }], 1)).toBeUndefined();
});

test("what a dead process made, or what is very old, is a leftover", () => {
  expect(isLeftover(claim("a", 0), 1_000)).toBe(false);
  expect(isLeftover(claim("a", 0, false), 1_000)).toBe(true);
  expect(isLeftover(claim("a", 0), 600_001)).toBe(true);
});
