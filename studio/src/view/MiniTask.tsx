import type { MiniMapNodeProps } from "@xyflow/react";
import { memo } from "react";
import { useView } from "./studioContext.ts";

/** A task on the small map, in the colour of its status. */
export const MiniTask = memo(function MiniTask({ id, x, y, width, height }: MiniMapNodeProps) {
  const status = useView(({ overlay }) => overlay?.jobs.get(id)?.status ?? "none");
  return <rect className={`mini status-${status}`} x={x} y={y} width={width} height={height} rx={8} />;
});
