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
  // Around the ring each place leads to the next two, and one edge back closes a circle of six. Neighbours have numbers
  // far apart, so that taking out the first starts does not break the ring: the budget is used up before a search
  // starts on the small circle, and what the first search found runs through it.
  const size = 4_001;
  const nodeAt = (place: number) => (place * 1264) % size;
  const edges: number[][] = Array.from({ length: size }, () => []);
  for (let place = 0; place < size; place++) edges[nodeAt(place)]?.push(nodeAt(place + 1), nodeAt(place + 2));
  edges[nodeAt(2_001)]?.push(nodeAt(1_991));
  const cycle = shortestCycle([...edges.keys()], edges);
  expect(cycle.length).toBe(6);
  cycle.forEach((node, index) => {
    const inside = edges[node]?.filter((target) => cycle.includes(target));
    expect(inside).toEqual([cycle[(index + 1) % cycle.length]]);
  });
});
