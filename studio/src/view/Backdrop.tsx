import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { BackdropPainter } from "../backdrop/backdropPainter.ts";
import { useStudio } from "./studioContext.ts";
import { usePalette } from "./usePalette.ts";
import { viewOf } from "./viewOf.ts";

const REST_MS = 120;

/**
 * The layer behind the nodes that is one picture: the edges of a large graph, and its tasks while they are far away. It
 * is painted at most once a frame and draws nothing through React, whatever moves.
 */
export function Backdrop() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { store } = useStudio();
  const flow = useStoreApi();
  const palette = usePalette();
  useEffect(() => {
    if (canvas.current === null) return;
    const painter = new BackdropPainter(canvas.current);
    let frame = 0;
    let rest = 0;
    const paint = (isStill: boolean) => {
      frame = 0;
      painter.paint(store.state, { view: viewOf(flow.getState()), palette, isStill });
    };
    const request = () => {
      if (frame === 0) frame = requestAnimationFrame(() => paint(false));
      window.clearTimeout(rest);
      rest = window.setTimeout(() => paint(true), REST_MS);
    };
    request();
    const stops = [store.subscribe(request), flow.subscribe(request)];
    return () => {
      cancelAnimationFrame(frame);
      window.clearTimeout(rest);
      for (const stop of stops) stop();
    };
  }, [store, flow, palette]);
  return <canvas ref={canvas} className="backdrop" aria-hidden="true" />;
}
