import * as fc from "fast-check";
import { downstream, graphOf, upstream } from "orchex/dag";
import { expect, test } from "vitest";
import { dagOf, tangledDags } from "./dags.test-support.ts";
import { neighbourhood } from "./neighbourhood.ts";

const graph = (requires: Readonly<Record<string, readonly string[]>>) => graphOf("etl", dagOf(requires).tasks);
const chain = graph({ a: [], b: ["a"], c: ["b"], d: ["c"], e: ["d"], f: ["e"] });

test("two hops are two requirements above and two dependents below, nearest first", () => {
  expect(neighbourhood(chain, "c", 2, 80)).toEqual({ tasks: ["c", "b", "d", "a", "e"], left: 0 });
});

test("siblings are no neighbours", () => {
  const fan = graph({ root: [], one: ["root"], two: ["root"] });
  expect(neighbourhood(fan, "one", 2, 80).tasks).toEqual(["one", "root"]);
});

test("a task with many dependents still shows what it requires, and says how many were left out", () => {
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`d${index}`, ["hub"]]));
  const { tasks, left } = neighbourhood(graph({ top: [], hub: ["top"], ...many }), "hub", 2, 10);
  expect(tasks).toHaveLength(10);
  expect(tasks).toContain("top");
  expect(left).toBe(92);
});

test("an unknown task has no neighbourhood", () => {
  expect(neighbourhood(chain, "nobody", 2, 80)).toEqual({ tasks: [], left: 0 });
});

test("every neighbour is above or below the task, and no limit is exceeded, whatever the graph", () => {
  fc.assert(
    fc.property(tangledDags, fc.nat(4), fc.integer({ min: 1, max: 20 }), (dag, hops, limit) => {
      const any = graphOf(dag.dag, dag.tasks);
      const [task] = any.tasks;
      if (task === undefined) return;
      const { tasks } = neighbourhood(any, task, hops, limit);
      const related = new Set([task, ...upstream(any, [task]), ...downstream(any, [task])]);
      expect(tasks.length).toBeLessThanOrEqual(limit);
      expect(new Set(tasks).size).toBe(tasks.length);
      for (const name of tasks) expect(related.has(name)).toBe(true);
    }),
  );
});
