import type { ReactFlowInstance } from "@xyflow/react";
import { step, type Direction } from "../graph/step.ts";
import type { Studio } from "./studio.ts";

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: "upstream",
  ArrowRight: "downstream",
  ArrowUp: "above",
  ArrowDown: "below",
};

/** Does what a key means on the picture; answers whether it meant anything. */
export function keyAction(studio: Studio, flow: ReactFlowInstance, event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return false;
  const { store } = studio;
  const direction = DIRECTIONS[event.key];
  if (direction !== undefined) return move(studio, direction);
  const { current, scene } = store.state;
  switch (event.key) {
    case "+":
    case "=":
      void flow.zoomIn();
      return true;
    case "-":
      void flow.zoomOut();
      return true;
    case "f":
      store.dispatch({ type: "camera", camera: { to: "fit" } });
      return true;
    case "w":
    case "Escape":
      store.dispatch({ type: "scope", scope: { kind: "whole" } });
      return true;
    case "c":
      store.dispatch({ type: "toggle", what: "showsCritical" });
      return true;
    case "t":
      store.dispatch({ type: "toggle", what: "showsText" });
      return true;
    case "Home":
      if (scene?.graph.tasks[0] !== undefined) studio.goTo(scene.graph.tasks[0]);
      return true;
    default:
      return current !== null && keyOfTask(studio, current, event.key);
  }
}

function keyOfTask(studio: Studio, task: string, key: string): boolean {
  const scopes = { n: "near", u: "upstream", d: "downstream" } as const;
  switch (key) {
    case "n":
    case "u":
    case "d":
      studio.store.dispatch({ type: "scope", scope: { kind: scopes[key], task } });
      return true;
    case "j":
      studio.openJob(task);
      return true;
    default:
      return false;
  }
}

function move(studio: Studio, direction: Direction): boolean {
  const { scene, drawn, current } = studio.store.state;
  if (scene === null || drawn === null) return false;
  const from = current !== null && drawn.layout.positions.has(current) ? current : null;
  const task = from === null ? [...drawn.layout.positions.keys()][0] : step(scene.graph, drawn.layout, from, direction);
  if (task !== null && task !== undefined) studio.goTo(task);
  return true;
}
