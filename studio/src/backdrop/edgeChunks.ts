import { edgePath } from "../layout/edgePath.ts";
import { edgeKey, NODE_HEIGHT, type Layout } from "../layout/layout.ts";
import type { Box } from "./view.ts";

/** Some edges that lie near one another: their path, and a box that has all of it inside. */
export interface EdgeChunk extends Box {
  readonly d: string;
}

type Ends = { readonly from: string; readonly to: string };

const CHUNK = 64;
/** How far an edge may bow out beyond its ends and lanes: one that closes a cycle goes around below. */
const BOW = 240;

/** Edges in groups that can be left out together when they are off the screen; edges without a place are in none. */
export function edgeChunks(layout: Layout, edges: readonly Ends[]): readonly EdgeChunk[] {
  const place = ({ from, to }: Ends) => ({ source: layout.positions.get(from), target: layout.positions.get(to) });
  const placed = edges
    .flatMap((edge) => {
      const { source, target } = place(edge);
      return source === undefined || target === undefined ? [] : [{ edge, source, target }];
    })
    .sort((a, b) => a.target.x - b.target.x || a.target.y - b.target.y);
  const chunks: EdgeChunk[] = [];
  for (let first = 0; first < placed.length; first += CHUNK) {
    const some = placed.slice(first, first + CHUNK);
    const points = some.flatMap(({ edge, source, target }) => [
      source,
      target,
      ...(layout.lanes.get(edgeKey(edge.from, edge.to)) ?? []),
    ]);
    const xs = points.map(({ x }) => x);
    const ys = points.map(({ y }) => y);
    chunks.push({
      d: some.map(({ edge }) => edgePath(layout, edge.from, edge.to)).join(""),
      left: Math.min(...xs) - layout.nodeWidth,
      top: Math.min(...ys) - NODE_HEIGHT,
      right: Math.max(...xs) + 2 * layout.nodeWidth,
      bottom: Math.max(...ys) + NODE_HEIGHT + BOW,
    });
  }
  return chunks;
}
