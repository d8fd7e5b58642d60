import * as fc from "fast-check";
import type { SnapshotContent } from "../../runtime/dist/dag/index.js";
import type { Task } from "./records.ts";

/** A DAG's version as the model draws it. */
export interface Shape {
  readonly timeoutMs: number | null;
  readonly tasks: readonly Task[];
}

const MOST_TASKS = 5;

/** Small graphs of any form, wide or deep, with few priorities so that there are ties. */
export const anyShape: fc.Arbitrary<Shape> = fc.record({
  timeoutMs: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.constantFrom(50_000, 400_000)),
  tasks: fc
    .array(
      fc.record({
        requires: fc.array(fc.nat({ max: MOST_TASKS - 1 }), { maxLength: 3 }),
        priority: fc.constantFrom(5, 1, 9),
        maxAttempts: fc.constantFrom(1, 2, 1, 3),
        delayMs: fc.constantFrom(0, 20_000),
      }),
      { minLength: 1, maxLength: MOST_TASKS },
    )
    .map((tasks) =>
      tasks.map((task, no) => ({
        ...task,
        name: "abcdefgh".charAt(no),
        requires: no === 0 ? [] : [...new Set(task.requires.map((n) => n % no))].sort((a, b) => a - b),
      })),
    ),
});

export function contentOf(dag: string, { timeoutMs, tasks }: Shape): SnapshotContent {
  return {
    format: 1,
    dag,
    ...(timeoutMs === null ? {} : { timeoutMs }),
    tasks: tasks.map(({ name, requires, priority, maxAttempts, delayMs }) => ({
      name,
      requires: requires.map((no) => tasks[no]?.name ?? ""),
      policy: { priority, maxAttempts, backoff: { kind: "fixed", delayMs } },
      signature: null,
      code: null,
    })),
  };
}
