import { NODE_HEIGHT, type Layout, type Point } from "../layout/layout.ts";

/** The task that covers a point of the layout; null between tasks. */
export function taskAt({ positions, nodeWidth }: Layout, { x, y }: Point): string | null {
  for (const [task, at] of positions) {
    if (x >= at.x && x <= at.x + nodeWidth && y >= at.y && y <= at.y + NODE_HEIGHT) return task;
  }
  return null;
}
