import type { ReactFlowState } from "@xyflow/react";
import type { View } from "../backdrop/view.ts";

/** What React Flow knows of the screen. */
export function viewOf({ transform: [x, y, zoom], width, height }: ReactFlowState): View {
  return { x, y, zoom, width, height };
}
