import * as fc from "fast-check";
import { graphOf, type Graph } from "orchex/dag";
import { expect, test } from "vitest";
import { criticalPath } from "./criticalPath.ts";
import { soundDags, tangledDags } from "./graph/dags.test-support.ts";

const timed = fc.tuple(
  soundDags,
  fc.array(fc.option(fc.nat(50), { nil: undefined }), { minLength: 14, maxLength: 14 }),
);

function setUp([dag, times]: [
  { dag: string; tasks: readonly { name: string; requires: readonly string[] }[] },
  (number | undefined)[],
]) {
  const graph = graphOf(dag.dag, dag.tasks);
  const timeOf = new Map(graph.tasks.map((task, index) => [task, times[index]]));
  return { graph, durationMs: (task: string) => timeOf.get(task) };
}

test("the critical path is a path, and its total is the sum of its tasks", () => {
  fc.assert(
    fc.property(timed, (input) => {
      const { graph, durationMs } = setUp(input);
      const { tasks, totalMs } = criticalPath(graph, durationMs);
      tasks.slice(1).forEach((task, index) => expect(graph.requires.get(task)).toContain(tasks[index]));
      expect(tasks.reduce((sum, task) => sum + (durationMs(task) ?? 0), 0)).toBe(totalMs);
    }),
  );
});

test("no path takes longer", () => {
  fc.assert(
    fc.property(timed, (input) => {
      const { graph, durationMs } = setUp(input);
      const longest = Math.max(0, ...graph.tasks.map((task) => longestFrom(graph, task, durationMs)));
      expect(criticalPath(graph, durationMs).totalMs).toBe(longest);
    }),
  );
});

/** Found the slow and plain way, by trying every path. */
function longestFrom(graph: Graph, task: string, durationMs: (task: string) => number | undefined): number {
  const below = (graph.dependents.get(task) ?? []).map((next) => longestFrom(graph, next, durationMs));
  return (durationMs(task) ?? 0) + Math.max(0, ...below);
}

test("it neither starts nor ends with a task that took no time, and is empty if none took any", () => {
  fc.assert(
    fc.property(timed, (input) => {
      const { graph, durationMs } = setUp(input);
      const { tasks, totalMs } = criticalPath(graph, durationMs);
      for (const end of [tasks[0], tasks.at(-1)]) if (end !== undefined) expect(durationMs(end)).toBeGreaterThan(0);
      expect(tasks.length === 0).toBe(totalMs === 0);
    }),
  );
});

test("a graph with cycles has a critical path of what can run", () => {
  fc.assert(
    fc.property(tangledDags, (dag) => {
      const { tasks } = criticalPath(graphOf(dag.dag, dag.tasks), () => 1);
      expect(new Set(tasks).size).toBe(tasks.length);
    }),
  );
});

test("a chain of a hundred thousand tasks is no deeper than any other", () => {
  const tasks = Array.from({ length: 100_000 }, (_, index) => ({
    name: `t${index}`,
    requires: index === 0 ? [] : [`t${index - 1}`],
  }));
  expect(criticalPath(graphOf("etl", tasks), () => 1).totalMs).toBe(100_000);
});
