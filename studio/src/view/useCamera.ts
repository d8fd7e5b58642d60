import { useReactFlow, useStore, type ReactFlowInstance } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { isFar } from "../backdrop/isFar.ts";
import { NODE_HEIGHT, type Layout } from "../layout/layout.ts";
import type { Camera, Drawn } from "../state/viewState.ts";
import { useStudio, useView } from "./studioContext.ts";

const EDGE_PX = 40;
const READABLE = 0.75;
const LEAST = 0.02;
/** A graph of so few tasks is there to be read: in a narrow panel its beginning is shown rather than all of it. */
const READ = 60;
const LEAST_READ = 0.5;

/**
 * Moves the picture where the state wants it. When another layout of the same tasks comes, the task that one looks at
 * stays where it is on the screen; when the scope changes, the new part is fitted in.
 */
export function useCamera(): void {
  const flow = useReactFlow();
  const studio = useStudio();
  const camera = useView((state) => state.camera);
  const drawn = useView((state) => state.drawn);
  const current = useView((state) => state.current);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const before = useRef<{ drawn: Drawn | null; camera: Camera | null }>({ drawn: null, camera: null });
  useEffect(() => {
    if (width === 0) return;
    const last = before.current;
    before.current = { drawn, camera };
    if (drawn === null) return;
    const screen = { width, height };
    const moved = last.drawn !== null && scopeOf(last.drawn) === scopeOf(drawn);
    if (drawn !== last.drawn && (!moved || last.drawn === null)) {
      const reads = drawn.layout.positions.size <= READ && scopeOf(drawn) === "whole" && current === null;
      fit(flow, drawn.layout, screen, { glides: last.drawn !== null, least: reads ? LEAST_READ : LEAST });
    } else if (drawn !== last.drawn && last.drawn !== null) {
      keepInPlace(flow, last.drawn.layout, drawn.layout, current);
    }
    if (camera === null || camera === last.camera) return;
    if (camera.to === "fit") fit(flow, drawn.layout, screen, { glides: true, least: LEAST });
    else show(flow, drawn.layout, screen, camera);
  }, [drawn, camera, current, flow, width, height]);
  const size = useRef<Screen>({ width, height });
  useEffect(() => {
    const last = size.current;
    size.current = { width, height };
    if (last.width !== 0) keepCentre(flow, last, size.current);
    // The details, opening beside the picture, must not cover the task that they are about.
    const { current: at, drawn: shown } = studio.store.state;
    if (shown === null || at === null) return;
    show(flow, shown.layout, { width, height }, { to: "task", task: at, always: false });
  }, [studio, flow, width, height]);
}

interface Screen {
  readonly width: number;
  readonly height: number;
}

const scopeOf = ({ key }: Drawn) => key.slice(0, key.indexOf(" "));
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function fit(
  flow: ReactFlowInstance,
  layout: Layout,
  screen: Screen,
  { glides, least }: { readonly glides: boolean; readonly least: number },
): void {
  if (layout.width === 0) return;
  const zoom = Math.max(
    least,
    Math.min(1.1, (screen.width - 2 * EDGE_PX) / layout.width, (screen.height - 2 * EDGE_PX) / layout.height),
  );
  // What does not fit begins where the graph does.
  const x = Math.max((screen.width - layout.width * zoom) / 2, zoom === least ? EDGE_PX : 0);
  const y = Math.max((screen.height - layout.height * zoom) / 2, zoom === least ? EDGE_PX : 0);
  // On its way to a large picture an animation would make and drop elements for tasks that are only passed.
  const duration = glides && !calm() && !isFar(zoom, layout.positions.size) ? 200 : 0;
  void flow.setViewport({ x, y, zoom }, { duration });
}

function show(
  flow: ReactFlowInstance,
  layout: Layout,
  screen: Screen,
  { task, always }: Extract<Camera, { to: "task" }>,
): void {
  const position = layout.positions.get(task);
  if (position === undefined) return;
  const { x, y, zoom } = flow.getViewport();
  const left = position.x * zoom + x;
  const top = position.y * zoom + y;
  const inside =
    left >= EDGE_PX &&
    top >= EDGE_PX &&
    left + layout.nodeWidth * zoom <= screen.width - EDGE_PX &&
    top + NODE_HEIGHT * zoom <= screen.height - EDGE_PX;
  if (inside && !isFar(zoom, layout.positions.size) && !always) return;
  const centre = [position.x + layout.nodeWidth / 2, position.y + NODE_HEIGHT / 2] as const;
  void flow.setCenter(...centre, {
    zoom: Math.max(zoom, READABLE),
    duration: calm() || isFar(zoom, layout.positions.size) ? 0 : 150,
  });
}

function keepCentre(flow: ReactFlowInstance, from: Screen, to: Screen): void {
  const { x, y, zoom } = flow.getViewport();
  void flow.setViewport({ x: x + (to.width - from.width) / 2, y: y + (to.height - from.height) / 2, zoom });
}

function keepInPlace(flow: ReactFlowInstance, from: Layout, to: Layout, current: string | null): void {
  const anchors = current === null ? from.positions.keys() : [current, ...from.positions.keys()];
  for (const task of anchors) {
    const [was, is] = [from.positions.get(task), to.positions.get(task)];
    if (was === undefined || is === undefined) continue;
    const { x, y, zoom } = flow.getViewport();
    void flow.setViewport({ x: x + (was.x - is.x) * zoom, y: y + (was.y - is.y) * zoom, zoom });
    return;
  }
}
