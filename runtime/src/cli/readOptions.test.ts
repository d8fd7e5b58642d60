import { expect, test } from "vitest";
import { readJson } from "./readJson.ts";
import { readChoice, readCount, readRunId, readSeconds, readSince } from "./readOptions.ts";

test("--since is a time or a duration before now", () => {
  const now = new Date("2026-01-31T08:00:00Z");
  expect(readSince("2h", now).toISOString()).toBe("2026-01-31T06:00:00.000Z");
  expect(readSince("1d", now).toISOString()).toBe("2026-01-30T08:00:00.000Z");
  expect(readSince("2026-01-30", now).toISOString()).toBe("2026-01-30T00:00:00.000Z");
  expect(readSince("2026-01-30T10:00:00+02:00", now).toISOString()).toBe("2026-01-30T08:00:00.000Z");
  for (const wrong of ["", "yesterday", "5", "2026-13-01", "2026-02-30", "2026-01-30 (last)", "-1h"]) {
    expect(() => readSince(wrong, now)).toThrow("is neither a time nor a duration");
  }
});

test("numbers are checked, also those that JavaScript would accept", () => {
  expect(readCount("--count", "10", 1)).toBe(10);
  for (const wrong of ["0", "-1", "1.5", "1e3", "x", "", "9007199254740993"]) {
    expect(() => readCount("--count", wrong, 1)).toThrow("--count must be a whole number from 1");
  }
  const range = { from: 0.01, to: 60 };
  expect(readSeconds("--poll-interval", "0.05", range)).toBe(0.05);
  expect(readSeconds("--poll-interval", "60", range)).toBe(60);
  for (const wrong of ["0", "-1", "", "soon", "Infinity", "60.1", "99999999", "0x10", "1e1", " 5"]) {
    expect(() => readSeconds("--poll-interval", wrong, range)).toThrow(
      `--poll-interval must be a number of seconds from 0.01 to 60, not '${wrong}'`,
    );
  }
});

test("a choice that is mistyped is corrected", () => {
  expect(readChoice("--format", "dot", ["ascii", "dot"])).toBe("dot");
  expect(() => readChoice("--format", "asci", ["ascii", "dot"])).toThrow("Did you mean 'ascii'?");
  expect(() => readRunId("42")).toThrow("'42' is not a run id");
});

test("JSON that is none says where, in one line", () => {
  expect(readJson(' {"a": [1]} ', "--inputs")).toEqual({ a: [1] });
  expect(() => readJson('{"uri": "x",\n "n": tru}', "--inputs")).toThrow(
    '--inputs is not valid JSON at position 19: expected a value, found "t" near {"uri": "x",\\u{a} "n": tru}',
  );
  expect(() => readJson("", "--inputs")).toThrow(
    "--inputs is not valid JSON at position 0: expected a value, found the end",
  );
});
