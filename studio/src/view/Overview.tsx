import { useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { useEffect, useRef, type PointerEvent, type WheelEvent } from "react";
import { drawTasks } from "../backdrop/drawTasks.ts";
import { farColours } from "../backdrop/farColours.ts";
import { farLook } from "../backdrop/farLook.ts";
import { seen, seesAll } from "../backdrop/view.ts";
import type { Layout } from "../layout/layout.ts";
import { useView } from "./studioContext.ts";
import { usePalette } from "./usePalette.ts";
import { viewOf } from "./viewOf.ts";

const WIDTH = 200;
const HEIGHT = 140;
/** A map of a graph that fits on the screen is only in the way. */
const WORTH_A_MAP = 25;

/** A small map of a graph of which only a part can be seen: where that part is, and how the rest stands. */
export function Overview({ layout }: { layout: Layout }) {
  const all = useStore((state) => seesAll(viewOf(state), layout));
  if (all || layout.positions.size <= WORTH_A_MAP) return null;
  return <SmallMap layout={layout} />;
}

function SmallMap({ layout }: { layout: Layout }) {
  const t = useView((state) => state.t);
  const scale = Math.min(WIDTH / layout.width, HEIGHT / layout.height);
  const flow = useReactFlow();
  const goTo = ({ currentTarget, clientX, clientY, buttons }: PointerEvent<HTMLDivElement>) => {
    if (buttons !== 1) return;
    const { left, top } = currentTarget.getBoundingClientRect();
    void flow.setCenter((clientX - left) / scale, (clientY - top) / scale, { zoom: flow.getZoom() });
  };
  return (
    <div
      className="overview"
      role="img"
      aria-label={t("Overview")}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        goTo(event);
      }}
      onPointerMove={goTo}
      onWheel={({ deltaY }: WheelEvent) => void flow.zoomTo(flow.getZoom() * 2 ** (-deltaY / 300))}
    >
      <Tasks layout={layout} scale={scale} />
      <Window scale={scale} />
    </div>
  );
}

/** Painted when a job moves, not when the picture does. */
function Tasks({ layout, scale }: { layout: Layout; scale: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const scene = useView((state) => state.scene);
  const overlay = useView((state) => state.overlay);
  const ratio = window.devicePixelRatio;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context === null || context === undefined) return;
    const state = { scene, overlay, critical: null, showsCritical: false, current: null, search: null };
    const names = Array.from(layout.positions.keys());
    const looks = new Map(names.map((name) => [name, farLook(state, name)] as const));
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    context.scale(scale * ratio, scale * ratio);
    const box = { left: 0, top: 0, right: layout.width, bottom: layout.height };
    drawTasks(context, { layout, looks, palette, fills: farColours(palette), sprites: null }, box, scale);
  }, [layout, scale, ratio, palette, scene, overlay]);
  const [width, height] = [layout.width * scale, layout.height * scale];
  return <canvas ref={canvas} width={width * ratio} height={height * ratio} style={{ width, height }} />;
}

/** The part that can be seen. It is moved past React: it moves with every step of a drag. */
function Window({ scale }: { scale: number }) {
  const element = useRef<HTMLDivElement>(null);
  const flow = useStoreApi();
  useEffect(() => {
    const place = () => {
      const { left, top, right, bottom } = seen(viewOf(flow.getState()));
      if (element.current === null) return;
      const { style } = element.current;
      style.transform = `translate(${left * scale}px, ${top * scale}px)`;
      style.width = `${(right - left) * scale}px`;
      style.height = `${(bottom - top) * scale}px`;
    };
    place();
    return flow.subscribe(place);
  }, [flow, scale]);
  return <div ref={element} className="overview-window" />;
}
