import * as fc from "fast-check";
import { expect, test } from "vitest";
import { soundDags } from "../graph/dags.test-support.ts";
import { sceneOf } from "../graph/scene.ts";
import { edgePath } from "../layout/edgePath.ts";
import { layoutGraph } from "../layout/layoutGraph.ts";
import { layoutInput } from "../state/wantedLayout.ts";
import { edgeChunks } from "./edgeChunks.ts";
import { taskAt } from "./taskAt.ts";

test("every edge with a place is in one chunk, inside of its box", () => {
  fc.assert(
    fc.property(soundDags, (dag) => {
      const scene = sceneOf(dag);
      const layout = layoutGraph(layoutInput(scene, { kind: "whole" }));
      const repeated = Array.from({ length: 12 }, () => scene.edges).flat();
      const chunks = edgeChunks(layout, [...repeated, { from: "nowhere", to: "no task" }]);
      const paths = repeated.map(({ from, to }) => edgePath(layout, from, to));
      expect(chunks.map(({ d }) => d).join("").length).toBe(paths.join("").length);
      for (const { d, left, top, right, bottom } of chunks) {
        for (const [, x, y] of d.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)) {
          expect(Number(x)).toBeGreaterThanOrEqual(left);
          expect(Number(x)).toBeLessThanOrEqual(right);
          expect(Number(y)).toBeGreaterThanOrEqual(top);
          expect(Number(y)).toBeLessThanOrEqual(bottom);
        }
      }
    }),
    { numRuns: 30 },
  );
});

test("a point belongs to the task that covers it", () => {
  const positions = new Map([
    ["a", { x: 0, y: 0 }],
    ["b", { x: 200, y: 0 }],
  ]);
  const layout = { positions, lanes: new Map(), nodeWidth: 150, width: 350, height: 40 };
  expect([10, 170, 210].map((x) => taskAt(layout, { x, y: 20 }))).toEqual(["a", null, "b"]);
  expect(taskAt(layout, { x: 10, y: 41 })).toBeNull();
});
