import { expect, test } from "vitest";
import { testContext } from "./index.ts";

test("a test's context is complete, and what the test gives wins", () => {
  const context = testContext({ runId: "r", task: "t", attempt: 2, deps: { n: 1 } });
  expect(context).toMatchObject({
    runId: "r",
    task: "t",
    attempt: 2,
    idempotencyKey: "r/t",
    fence: "1",
    runInputs: {},
  });
  expect(context.deps.n).toBe(1);
  expect(context.signal.aborted).toBe(false);
  expect(testContext().deps).toBeUndefined();
  context.logger.error("silent", { a: 1 });
});
