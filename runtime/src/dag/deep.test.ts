import { expect, test } from "vitest";
import { cycles } from "./cycles.ts";
import { graphOf } from "./graph.ts";
import { order } from "./order.ts";
import { downstream, upstream } from "./reach.ts";
import { renderAscii } from "./renderAscii.ts";
import { shortestCycle } from "./shortestCycle.ts";
import { waves } from "./waves.ts";

const SIZE = 30_000;
const chain = Array.from({ length: SIZE }, (_, i) => ({ name: `t${i}`, requires: i + 1 < SIZE ? [`t${i + 1}`] : [] }));

test("a chain of 30,000 tasks overflows no stack", () => {
  const graph = graphOf("chain", chain);
  expect(waves(graph).waves.length).toBe(SIZE);
  expect(order(graph)[0]).toBe(`t${SIZE - 1}`);
  expect(cycles(graph)).toEqual([]);
  expect(upstream(graph, ["t0"]).size).toBe(SIZE - 1);
  expect(downstream(graph, [`t${SIZE - 1}`]).size).toBe(SIZE - 1);
  expect(renderAscii(graph).endsWith("\\-- ...")).toBe(true);
});

test("a ring of 30,000 tasks is one cycle", () => {
  const ring = graphOf("ring", [...chain.slice(0, -1), { name: `t${SIZE - 1}`, requires: ["t0"] }]);
  expect(cycles(ring).map((cycle) => cycle.length)).toEqual([SIZE]);
});

test("a search that gives up early still answers a cycle that has no shorter one inside", () => {
  // Each node leads to the next two: every cycle is long and every node is on one, so the budget runs out. The last
  // nodes form short circles that the first search cannot see, because its shortest path only passes by them.
  const size = 4_000;
  const edges = Array.from({ length: size }, (_, i) => [(i + 1) % size, (i + 2) % size]);
  for (let i = 100; i < size; i += 100) edges[i]?.push(i - 50);
  const cycle = shortestCycle([...edges.keys()], edges);
  cycle.forEach((node, index) => {
    const inside = edges[node]?.filter((target) => cycle.includes(target));
    expect(inside).toEqual([cycle[(index + 1) % cycle.length]]);
  });
});
