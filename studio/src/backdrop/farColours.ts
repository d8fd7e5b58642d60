import { JOB_STATUSES, type JobStatus } from "orchex/dag";
import type { Palette } from "../view/palette.ts";

/** What the blocks of tasks are filled with, opaque: edges lie below them. */
export type FarColours = Readonly<Record<JobStatus | "none", string>>;

/** A colour of a status is laid over the background, so that a thousand of them do not shout. */
export function farColours(palette: Palette): FarColours {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const mixed = (colour: string, share: number): string => {
    if (context === null) return colour;
    context.globalAlpha = 1;
    context.fillStyle = palette.background;
    context.fillRect(0, 0, 1, 1);
    context.globalAlpha = share;
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return `rgb(${red}, ${green}, ${blue})`;
  };
  const waiting = mixed(palette.foreground, 0.18);
  const colours = JOB_STATUSES.map((status) => [status, mixed(palette[status], 0.7)]);
  return { ...(Object.fromEntries(colours) as Record<JobStatus, string>), none: waiting, pending: waiting };
}
