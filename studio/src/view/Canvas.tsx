import { MiniMap, ReactFlow, useReactFlow, useStore, type Node } from "@xyflow/react";
import { useEffect, useMemo } from "react";
import { NODE_HEIGHT, type Layout } from "../layout/layout.ts";
import { EdgeLayer } from "./EdgeLayer.tsx";
import { keyAction } from "./keyAction.ts";
import { Legend } from "./Legend.tsx";
import { MiniTask } from "./MiniTask.tsx";
import { useStudio, useView } from "./studioContext.ts";
import { TaskNode } from "./TaskNode.tsx";
import { useCamera } from "./useCamera.ts";

const nodeTypes = { task: TaskNode };
const FAR = 0.3;
/** A map of a graph that fits on the screen is only in the way. */
const WORTH_A_MAP = 25;
const noEdges: never[] = [];

/** The picture. React Flow pans, zooms and draws the nodes that can be seen; the edges are one layer of ours. */
export function Canvas() {
  const studio = useStudio();
  const scene = useView((state) => state.scene);
  const drawn = useView((state) => state.drawn);
  const t = useView((state) => state.t);
  const far = useStore(({ transform }) => transform[2] < FAR);
  const flow = useReactFlow();
  useCamera();
  useEffect(() => studio.store.dispatch({ type: "far", far }), [studio, far]);
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
  return (
    <section
      className="canvas"
      aria-label={t("Graph of {0}", scene?.dag ?? "")}
      aria-describedby="canvas-hint"
      tabIndex={-1}
    >
      <p id="canvas-hint" className="unseen">
        {hint}
      </p>
      <ReactFlow
        nodes={nodes}
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
        onPaneClick={() => studio.store.dispatch({ type: "select", task: null })}
      >
        {scene !== null && drawn !== null && <EdgeLayer scene={scene} layout={drawn.layout} />}
        {nodes.length > WORTH_A_MAP && (
          <MiniMap pannable zoomable ariaLabel={t("Overview")} nodeComponent={MiniTask} nodeBorderRadius={8} />
        )}
      </ReactFlow>
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
