import { ReactFlow, useReactFlow, useStore, type Node } from "@xyflow/react";
import { useEffect, useMemo } from "react";
import { isFar } from "../backdrop/isFar.ts";
import { NODE_HEIGHT, type Layout } from "../layout/layout.ts";
import { Backdrop } from "./Backdrop.tsx";
import { EdgeLayer } from "./EdgeLayer.tsx";
import { keyAction } from "./keyAction.ts";
import { Legend } from "./Legend.tsx";
import { Overview } from "./Overview.tsx";
import { useStudio, useView } from "./studioContext.ts";
import { TaskNode } from "./TaskNode.tsx";
import { useCamera } from "./useCamera.ts";
import { useFarPointer } from "./useFarPointer.ts";

const nodeTypes = { task: TaskNode };
/** So many edges as elements of the page are no longer moved fluidly. */
const MANY_EDGES = 600;
const noNodes: Node[] = [];
const noEdges: never[] = [];

/**
 * The picture. React Flow pans, zooms and draws the nodes that can be seen; the edges are one layer of ours. A large graph,
 * and any that is too far away to be read, is painted.
 */
export function Canvas() {
  const studio = useStudio();
  const scene = useView((state) => state.scene);
  const drawn = useView((state) => state.drawn);
  const t = useView((state) => state.t);
  const tasks = drawn?.layout.positions.size ?? 0;
  const far = useStore(({ transform }) => isFar(transform[2], tasks));
  const pointer = useFarPointer(far);
  const flow = useReactFlow();
  useCamera();
  const nodes = useMemo(() => (drawn === null ? [] : nodesOf(drawn.layout)), [drawn]);
  useEffect(() => {
    // Keys also mean something while nothing has the focus, as after a click beside the nodes.
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : document.body;
      if (target !== document.body && target.closest(".canvas") === null) return;
      if (keyAction(studio, flow, event)) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [studio, flow]);
  const hint = t(
    "Arrow keys go along the edges and columns, Enter opens the code, J the job, N shows the neighbourhood, U upstream, D downstream, W the whole DAG, F fits it, / searches, T shows it as text.",
  );
  const paints = far || (scene?.edges.length ?? 0) > MANY_EDGES;
  return (
    <section
      className={far ? "canvas far" : "canvas"}
      aria-label={t("Graph of {0}", scene?.dag ?? "")}
      aria-describedby="canvas-hint"
      // While no task is an element the keyboard needs a place to come to: its keys then go to the tasks.
      tabIndex={far ? 0 : -1}
    >
      <p id="canvas-hint" className="unseen">
        {hint}
      </p>
      <ReactFlow
        nodes={far ? noNodes : nodes}
        edges={noEdges}
        nodeTypes={nodeTypes}
        onlyRenderVisibleElements
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        minZoom={0.02}
        maxZoom={2}
        zoomOnDoubleClick={false}
        deleteKeyCode={null}
        attributionPosition="bottom-left"
        onPaneClick={pointer.onClick}
        onPaneMouseMove={pointer.onMove}
        onPaneMouseLeave={pointer.onLeave}
      >
        {paints && <Backdrop />}
        {!paints && scene !== null && drawn !== null && <EdgeLayer scene={scene} layout={drawn.layout} />}
        {drawn !== null && <Overview layout={drawn.layout} />}
      </ReactFlow>
      <div ref={pointer.label} className="far-label" aria-hidden="true" hidden />
      <Legend />
    </section>
  );
}

function nodesOf({ positions, nodeWidth }: Layout): Node[] {
  const size = { width: nodeWidth, height: NODE_HEIGHT };
  // With its size and (no) handles given, React Flow measures nothing and draws only what can be seen from the start.
  return Array.from(positions, ([id, position]) => ({
    id,
    position: { x: position.x, y: position.y },
    type: "task",
    data: {},
    ...size,
    measured: size,
    handles: [],
  }));
}
