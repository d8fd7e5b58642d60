import { JOB_STATUSES, type JobStatus } from "orchex/dag";
import { statusIcons } from "../view/icons.ts";
import type { Palette } from "../view/palette.ts";
import type { FarColours } from "./farColours.ts";

export type StatusSprites = ReadonlyMap<JobStatus | "none", HTMLCanvasElement>;

/** The icons of the statuses as small pictures of `size` device pixels: a thousand are drawn faster so than as paths. */
export function statusSprites(size: number, palette: Palette, fills: FarColours): StatusSprites {
  return new Map(JOB_STATUSES.map((status) => [status, sprite(status, size, palette, fills)]));
}

function sprite(status: JobStatus, size: number, palette: Palette, fills: FarColours): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const context = canvas.getContext("2d");
  if (context === null) return canvas;
  const { fill, stroke, cut } = statusIcons[status];
  const ink = status === "pending" ? palette.muted : palette.background;
  context.scale(size / 16, size / 16);
  context.lineWidth = 1.6;
  context.lineCap = context.lineJoin = "round";
  context.fillStyle = context.strokeStyle = ink;
  const filling = fill === undefined ? null : new Path2D(fill);
  if (filling !== null) context.fill(filling);
  if (stroke !== undefined) context.stroke(new Path2D(stroke));
  context.strokeStyle = fills[status];
  if (cut !== undefined) context.stroke(new Path2D(cut));
  return canvas;
}
