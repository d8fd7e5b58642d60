/** `orchex/testing`: what a project's own tests need. */
import { bareContext } from "../declare/bareContext.ts";
import type { TaskContext } from "../declare/context.ts";

/**
 * A context for calling a task, or a method that is one, in a unit test: plain defaults, a silent log, and whatever
 * the test gives.
 *
 * ```ts
 * await new DailyEtl().classify({ extract: { text: "x" } }, testContext({ attempt: 2 }));
 * ```
 */
export function testContext<Deps = unknown>(overrides: Partial<TaskContext<Deps>> = {}): TaskContext<Deps> {
  return bareContext(overrides);
}
