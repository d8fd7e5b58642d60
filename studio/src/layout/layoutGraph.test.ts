import * as fc from "fast-check";
import { graphOf, waves } from "orchex/dag";
import { expect, test } from "vitest";
import { soundDags, tangledDags } from "../graph/dags.test-support.ts";
import type { DagGraph } from "../messages.ts";
import { edgePath } from "./edgePath.ts";
import { essentialEdges } from "./essentialEdges.ts";
import { NODE_HEIGHT, type Layout, type LayoutInput } from "./layout.ts";
import { layoutGraph } from "./layoutGraph.ts";

function inputOf(dag: DagGraph): LayoutInput {
  const graph = graphOf(dag.dag, dag.tasks);
  const edges = graph.tasks.flatMap((to) => (graph.requires.get(to) ?? []).map((from) => [from, to] as const));
  return { tasks: graph.tasks, edges, nodeWidth: 160 };
}

function overlaps({ positions, nodeWidth }: Layout): number {
  const all = [...positions.values()];
  const meet = (a: { x: number; y: number }, b: { x: number; y: number }) =>
    Math.abs(a.x - b.x) < nodeWidth && Math.abs(a.y - b.y) < NODE_HEIGHT;
  return all.reduce((sum, a, index) => sum + all.slice(index + 1).filter((b) => meet(a, b)).length, 0);
}

test("every task has a place, none covers another, and all are inside the picture", () => {
  fc.assert(
    fc.property(tangledDags, (dag) => {
      const input = inputOf(dag);
      const layout = layoutGraph(input);
      expect([...layout.positions.keys()].sort()).toEqual([...input.tasks].sort());
      expect(overlaps(layout)).toBe(0);
      for (const { x, y } of layout.positions.values()) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(-0.01);
        expect(x + layout.nodeWidth).toBeLessThanOrEqual(layout.width + 0.01);
        expect(y + NODE_HEIGHT).toBeLessThanOrEqual(layout.height + 0.01);
      }
    }),
    { numRuns: 60 },
  );
});

test("without a cycle every requirement stands left of what requires it, and every edge is drawn", () => {
  fc.assert(
    fc.property(soundDags, (dag) => {
      const input = inputOf(dag);
      const layout = layoutGraph(input);
      for (const [from, to] of input.edges) {
        const [a, b] = [layout.positions.get(from), layout.positions.get(to)];
        expect((a?.x ?? 0) + layout.nodeWidth).toBeLessThan(b?.x ?? 0);
        expect(edgePath(layout, from, to)).toMatch(/^M[-\d.,]+([HC][-\d., ]+)+$/);
      }
    }),
    { numRuns: 60 },
  );
});

test("a wave of hundreds is folded into blocks, no wider or taller than a few screens, and stays in its place", () => {
  const leaves = Array.from({ length: 700 }, (_, index) => `leaf_${index}`);
  const edges = leaves.flatMap((leaf) => [["top", leaf] as const, [leaf, "bottom"] as const]);
  const layout = layoutGraph({ tasks: ["top", ...leaves, "bottom"], edges, nodeWidth: 160 });
  expect(overlaps(layout)).toBe(0);
  expect(layout.width / layout.height).toBeGreaterThan(1);
  expect(layout.width / layout.height).toBeLessThan(2.5);
  const x = (task: string) => layout.positions.get(task)?.x ?? Number.NaN;
  for (const leaf of leaves) {
    expect(x(leaf)).toBeGreaterThan(x("top"));
    expect(x(leaf)).toBeLessThan(x("bottom"));
  }
});

test("an empty graph has an empty layout", () => {
  expect(layoutGraph({ tasks: [], edges: [], nodeWidth: 160 }).positions.size).toBe(0);
});

test("essential edges keep what reaches what, and none of them can be left out", () => {
  fc.assert(
    fc.property(soundDags, (dag) => {
      const input = inputOf(dag);
      const essential = essentialEdges(input);
      expect(reachable(input.tasks, essential)).toEqual(reachable(input.tasks, input.edges));
      for (const edge of essential) {
        const without = essential.filter((other) => other !== edge);
        expect(reachable(input.tasks, without)).not.toEqual(reachable(input.tasks, input.edges));
      }
    }),
    { numRuns: 60 },
  );
});

test("a graph with a cycle keeps all its edges", () => {
  fc.assert(
    fc.property(tangledDags, (dag) => {
      const input = inputOf(dag);
      if (waves(graphOf(dag.dag, dag.tasks)).unordered.length === 0) return;
      expect(essentialEdges(input)).toEqual(input.edges);
    }),
  );
});

function reachable(tasks: readonly string[], edges: LayoutInput["edges"]): ReadonlySet<string> {
  const below = new Map(tasks.map((task) => [task, edges.filter(([from]) => from === task).map(([, to]) => to)]));
  const pairs = new Set<string>();
  for (const task of tasks) {
    const reached = new Set(below.get(task));
    for (const next of reached) below.get(next)?.forEach((further) => reached.add(further));
    for (const next of reached) pairs.add(JSON.stringify([task, next]));
  }
  return pairs;
}
