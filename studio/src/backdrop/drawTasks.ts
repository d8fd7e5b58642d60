import { NODE_HEIGHT, type Layout, type Point } from "../layout/layout.ts";
import type { Palette } from "../view/palette.ts";
import type { FarColours } from "./farColours.ts";
import type { FarLook } from "./farLook.ts";
import type { StatusSprites } from "./statusSprites.ts";
import { meet, type Box } from "./view.ts";

export interface FarTasks {
  readonly layout: Layout;
  readonly looks: ReadonlyMap<string, FarLook>;
  readonly palette: Palette;
  readonly fills: FarColours;
  /** Null while the icons would be too small to be told apart. */
  readonly sprites: StatusSprites | null;
}

/** How wide an icon is drawn, in the measures of the layout. */
export const ICON = 30;
const DIMMED = 0.3;

/** Draws the tasks inside `box` as blocks of their status; `zoom` keeps what a border says visible at any distance. */
export function drawTasks(context: CanvasRenderingContext2D, tasks: FarTasks, box: Box, zoom: number): void {
  const { layout, looks } = tasks;
  for (const [name, at] of layout.positions) {
    const look = looks.get(name);
    const own = { left: at.x, top: at.y, right: at.x + layout.nodeWidth, bottom: at.y + NODE_HEIGHT };
    if (look === undefined || !meet(own, box)) continue;
    context.globalAlpha = look.dimmed ? DIMMED : 1;
    drawTask(context, tasks, look, at, zoom);
  }
  context.globalAlpha = 1;
}

function drawTask(
  context: CanvasRenderingContext2D,
  { layout, palette, fills, sprites }: FarTasks,
  { status, border, ringed }: FarLook,
  { x, y }: Point,
  zoom: number,
): void {
  const { nodeWidth: width } = layout;
  if (ringed) {
    const ring = Math.max(8, 2 / zoom);
    context.fillStyle = palette.focus;
    context.fillRect(x - ring, y - ring, width + 2 * ring, NODE_HEIGHT + 2 * ring);
  }
  const line = Math.min(NODE_HEIGHT / 4, border === null ? Math.max(1, 0.5 / zoom) : Math.max(6, 1.5 / zoom));
  context.fillStyle = palette[border ?? "border"];
  context.fillRect(x, y, width, NODE_HEIGHT);
  context.fillStyle = fills[status];
  context.fillRect(x + line, y + line, width - 2 * line, NODE_HEIGHT - 2 * line);
  const sprite = sprites?.get(status);
  if (sprite === undefined) return;
  context.drawImage(sprite, x + (width - ICON) / 2, y + (NODE_HEIGHT - ICON) / 2, ICON, ICON);
}
