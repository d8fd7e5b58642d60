import { expect, test } from "vitest";
import { snapshotText } from "./snapshotText.ts";

test("a graph is lines of which each says one thing", () => {
  const text = snapshotText({
    format: 1,
    dag: "etl",
    timeoutMs: 3_600_000,
    tasks: [
      { name: "extract", requires: [], policy: { timeoutMs: null }, signature: null, code: null },
      {
        name: "load",
        requires: ["clean", "extract"],
        policy: { timeoutMs: 90_000, maxAttempts: 3, backoff: { kind: "fixed", delayMs: 500 }, priority: 8 },
        signature: "0123456789abcdef",
        code: null,
      },
    ],
  });
  expect(text).toMatchInlineSnapshot(`
    "dag etl
      timeout: 1h

    task extract
      timeout: none

    task load
      requires clean
      requires extract
      timeout: 1.5m
      maxAttempts: 3
      backoff: 500ms
      priority: 8
      signature: 0123456789ab
    "
  `);
});
