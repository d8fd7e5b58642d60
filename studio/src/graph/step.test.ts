import { graphOf } from "orchex/dag";
import { expect, test } from "vitest";
import { dagOf } from "./dags.test-support.ts";
import { layoutGraph } from "../layout/layoutGraph.ts";
import { step } from "./step.ts";

const dag = dagOf({ a: [], b: [], c: ["a", "b"], d: ["c"], e: ["c"] });
const graph = graphOf("etl", dag.tasks);
const edges = graph.tasks.flatMap((to) => (graph.requires.get(to) ?? []).map((from) => [from, to] as const));
const layout = layoutGraph({ tasks: graph.tasks, edges, nodeWidth: 160 });

test("right and left go along the edges and nowhere else", () => {
  expect(["a", "b"]).toContain(step(graph, layout, "c", "upstream"));
  expect(["d", "e"]).toContain(step(graph, layout, "c", "downstream"));
  expect(step(graph, layout, "a", "downstream")).toBe("c");
  expect(step(graph, layout, "d", "downstream")).toBeNull();
  expect(step(graph, layout, "a", "upstream")).toBeNull();
});

test("up and down go through the column, and back", () => {
  const upper = step(graph, layout, "a", "below") === "b" ? "a" : "b";
  const lower = upper === "a" ? "b" : "a";
  expect(step(graph, layout, upper, "below")).toBe(lower);
  expect(step(graph, layout, lower, "above")).toBe(upper);
  expect(step(graph, layout, upper, "above")).toBeNull();
});
