import { edgeKey, NODE_HEIGHT, type Layout, type Point } from "./layout.ts";

/** The `d` of an edge's SVG path, from the right side of one task to the left side of another; empty if one has no place. */
export function edgePath({ positions, lanes, nodeWidth }: Layout, from: string, to: string): string {
  const [source, target] = [positions.get(from), positions.get(to)];
  if (source === undefined || target === undefined) return "";
  const start = { x: source.x + nodeWidth, y: source.y + NODE_HEIGHT / 2 };
  const end = { x: target.x, y: target.y + NODE_HEIGHT / 2 };
  if (end.x <= start.x) return `M${at(start)}${backwards(start, end)}`;
  const parts = [`M${at(start)}`];
  let last = start;
  for (const lane of lanes.get(edgeKey(from, to)) ?? []) {
    const [enter, leave] = [
      { x: lane.x - nodeWidth / 2, y: lane.y },
      { x: lane.x + nodeWidth / 2, y: lane.y },
    ];
    parts.push(step(last, enter), `H${round(leave.x)}`);
    last = leave;
  }
  parts.push(step(last, end));
  return parts.join("");
}

/** Leaves and arrives level, so that edges of one task part like a fan and those that cross do so at an angle. */
function step(from: Point, to: Point): string {
  if (Math.abs(from.y - to.y) < 0.5) return `H${round(to.x)}`;
  const reach = Math.min(Math.max((to.x - from.x) / 2, 16), 160);
  return `C${at({ x: from.x + reach, y: from.y })} ${at({ x: to.x - reach, y: to.y })} ${at(to)}`;
}

/** The edge that closes a cycle goes around below, where it is seen to go back. */
function backwards(from: Point, to: Point): string {
  const depth = Math.max(from.y, to.y) + NODE_HEIGHT + Math.min(160, (from.x - to.x) / 8);
  return `C${at({ x: from.x + 72, y: depth })} ${at({ x: to.x - 72, y: depth })} ${at(to)}`;
}

const at = ({ x, y }: Point) => `${round(x)},${round(y)}`;
const round = (value: number) => Math.round(value * 10) / 10;
