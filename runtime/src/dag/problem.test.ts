import { expect, test } from "vitest";
import { problem } from "./problem.ts";
import { quote } from "./quote.ts";

test("a problem has the severity of its code unless whoever reports it knows better", () => {
  expect(problem("dag.empty", "Nothing.")).toEqual({
    code: "dag.empty",
    severity: "warning",
    message: "Nothing.",
    location: null,
    dag: null,
    task: null,
    related: [],
    suggestion: null,
  });
  expect(problem("dag.empty", "Nothing.", { severity: "error" }).severity).toBe("error");
});

test("a name in a message is on one line, visible and not endless", () => {
  expect(quote("a\nb\u202e\ud800 é😀")).toBe("'a\\u{a}b\\u{202e}\\u{d800} é😀'");
  expect(quote("x".repeat(201))).toBe(`'${"x".repeat(200)}…'`);
});
