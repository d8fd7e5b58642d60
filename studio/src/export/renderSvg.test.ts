import * as fc from "fast-check";
import { expect, test } from "vitest";
import { soundDags } from "../graph/dags.test-support.ts";
import { sceneOf } from "../graph/scene.ts";
import { translator } from "../l10n.ts";
import { layoutGraph } from "../layout/layoutGraph.ts";
import type { DagGraph } from "../messages.ts";
import { withJobs } from "../run/overlay.ts";
import { PALETTE, type Palette } from "../view/palette.ts";
import { renderSvg } from "./renderSvg.ts";

const palette = Object.fromEntries(PALETTE.map((name) => [name, "rgb(1, 2, 3)"])) as Palette;

function svgOf(dag: DagGraph): string {
  const scene = sceneOf(dag);
  const edges = scene.edges.map(({ from, to }) => [from, to] as const);
  const layout = layoutGraph({ tasks: scene.graph.tasks, edges, nodeWidth: 160 });
  const jobs = withJobs(
    new Map(),
    scene.graph.tasks.map((task) => ({
      task,
      status: "succeeded",
      attempts: 1,
      startedAt: "2026-01-01T00:00:00Z",
      finishedAt: "2026-01-01T00:00:02Z",
      error: null,
    })),
  );
  return renderSvg({
    scene,
    layout,
    jobs,
    critical: new Set(scene.graph.tasks.slice(0, 2)),
    palette,
    t: translator({}),
  });
}

test("the picture has every task and edge, whatever they are called, as well-formed markup that refers to nothing", () => {
  fc.assert(
    fc.property(soundDags, (dag) => {
      const svg = svgOf(dag);
      expect(unclosed(svg)).toEqual([]);
      expect(svg).not.toMatch(/href|url\(|<style|<script|var\(--|[<&]\w*"/);
      expect(svg.match(/<g transform="translate\([-\d. ]+\)"><title>/g) ?? []).toHaveLength(dag.tasks.length);
    }),
    { numRuns: 40 },
  );
});

test("a name that is markup stays a name", () => {
  const svg = svgOf({
    dag: "<script>",
    version: null,
    tasks: [{ name: '</text><script>"&', requires: [], location: null }],
    problems: [],
    drift: [],
  });
  expect(svg).not.toContain("<script");
  expect(svg).toContain("&#60;/text&#62;");
});

/** The elements that are opened and not closed, or closed and not open. */
function unclosed(svg: string): readonly string[] {
  const open: string[] = [];
  for (const [, closing, name = "", rest = ""] of svg.matchAll(/<(\/?)(\w+)((?:[^>"]|"[^"]*")*)>/g)) {
    if (closing === "/") {
      if (open.pop() !== name) return [`</${name}>`];
    } else if (!rest.endsWith("/")) {
      open.push(name);
    }
  }
  return open;
}
