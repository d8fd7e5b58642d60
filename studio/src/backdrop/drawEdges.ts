import type { Palette } from "../view/palette.ts";
import { meet, type Box } from "./view.ts";

/** A part of the edges as a path, and the box that it is inside of. */
export interface EdgePart extends Box {
  readonly path: Path2D;
}

export interface BackdropEdges {
  readonly plain: readonly EdgePart[];
  readonly added: readonly EdgePart[];
  readonly removed: readonly EdgePart[];
  readonly cycle: readonly EdgePart[];
  readonly critical: readonly EdgePart[];
  /** Of the current task. */
  readonly near: readonly EdgePart[];
}

/** Later ones lie above earlier ones. `least` is how many pixels of the screen the line has at any distance. */
const LOOKS = [
  { kind: "plain", colour: "edge", width: 1, least: 0.35, dash: [], alpha: 0.45 },
  { kind: "added", colour: "added", width: 2, least: 1, dash: [], alpha: 1 },
  { kind: "removed", colour: "removed", width: 1.5, least: 1, dash: [2, 4], alpha: 1 },
  { kind: "critical", colour: "critical", width: 3, least: 1.5, dash: [], alpha: 1 },
  { kind: "near", colour: "focus", width: 2, least: 1.2, dash: [], alpha: 1 },
  { kind: "cycle", colour: "error", width: 2.5, least: 1.5, dash: [8, 4], alpha: 1 },
] as const;

/** Draws the edges that may be inside `box`, kind by kind. */
export function drawEdges(
  context: CanvasRenderingContext2D,
  edges: BackdropEdges,
  { palette, box, zoom }: { readonly palette: Palette; readonly box: Box; readonly zoom: number },
): void {
  for (const { kind, colour, width, least, dash, alpha } of LOOKS) {
    const parts = edges[kind].filter((part) => meet(part, box));
    if (parts.length === 0) continue;
    // Of a task with hundreds of relatives the edges would be one block of colour.
    context.globalAlpha = kind === "near" && edges.near.length > 1 ? 0.4 : alpha;
    context.strokeStyle = palette[colour];
    context.lineWidth = Math.max(width, least / zoom);
    context.setLineDash(dash.map((length) => Math.max(length, length / zoom / 2)));
    for (const { path } of parts) context.stroke(path);
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}
