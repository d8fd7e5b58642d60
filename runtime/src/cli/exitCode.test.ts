import { expect, test } from "vitest";
import { EXIT, exitCodeOf } from "./exitCode.ts";

test("an exit code follows from an error's code, the most particular entry first", () => {
  expect(exitCodeOf("database.unreachable")).toBe(EXIT.database);
  expect(exitCodeOf("database.schema-newer")).toBe(EXIT.usage);
  expect(exitCodeOf("dag.unknown")).toBe(EXIT.usage);
  expect(exitCodeOf("dag.invalid")).toBe(EXIT.no);
  expect(exitCodeOf("task.duplicate-name")).toBe(EXIT.no);
  expect(exitCodeOf("task.unknown")).toBe(EXIT.usage);
  expect(exitCodeOf("run.taken")).toBe(EXIT.no);
  expect(exitCodeOf("json.text")).toBe(EXIT.usage);
  expect(exitCodeOf("cli.refused")).toBe(EXIT.refused);
});

test("an error that nobody foresaw is a no", () => {
  expect(exitCodeOf("internal")).toBe(EXIT.no);
  expect(exitCodeOf("constructor")).toBe(EXIT.no);
  expect(exitCodeOf("")).toBe(EXIT.no);
});
