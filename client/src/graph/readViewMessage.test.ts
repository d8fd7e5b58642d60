import { expect, test } from "vitest";
import { readViewMessage } from "./readViewMessage.ts";

test("the page's messages are taken with what belongs to them and nothing else", () => {
  expect(readViewMessage({ type: "ready", extra: 1 })).toEqual({ type: "ready" });
  expect(readViewMessage({ type: "openJob", run: "r", task: "t", command: "x" })).toEqual({
    type: "openJob",
    run: "r",
    task: "t",
  });
});

test("a place that a page names is not gone to", () => {
  const location = { file: "/etc/passwd", start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  expect(readViewMessage({ type: "reveal", dag: "d", task: "t", location })).toMatchObject({ location: null });
});

test.each([
  null,
  "ready",
  { type: "evil" },
  { type: "reveal", dag: 1, task: "t" },
  { type: "export", dag: "d", format: "html", text: "" },
  { type: "copy", text: { toString: "x" } },
])("%j is refused", (message) => {
  expect(readViewMessage(message)).toBeNull();
});
