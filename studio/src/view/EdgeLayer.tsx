import { ViewportPortal } from "@xyflow/react";
import { memo, useMemo } from "react";
import type { Scene, SceneEdge } from "../graph/scene.ts";
import { edgePath } from "../layout/edgePath.ts";
import type { Layout } from "../layout/layout.ts";
import { useView } from "./studioContext.ts";

/** All edges of a graph that is not large, each kind as one path: a job that moves draws none of them anew. */
export const EdgeLayer = memo(function EdgeLayer({ scene, layout }: { scene: Scene; layout: Layout }) {
  const current = useView((state) => state.current);
  const critical = useView((state) => (state.showsCritical ? state.critical : null));
  const paths = useMemo(() => {
    const of = (kind: SceneEdge["kind"]) =>
      joined(
        layout,
        scene.edges.filter((edge) => edge.kind === kind),
      );
    return { plain: of("plain"), added: of("added"), removed: of("removed"), cycle: of("cycle") };
  }, [scene, layout]);
  const near = useMemo(() => {
    if (current === null) return "";
    const own = scene.edges.filter(({ from, to, kind }) => kind === "plain" && (from === current || to === current));
    return joined(layout, own);
  }, [scene, layout, current]);
  const slow = useMemo(() => {
    const path = critical?.path.tasks ?? [];
    return path.map((task, index) => edgePath(layout, path[index - 1] ?? "", task)).join("");
  }, [layout, critical]);
  return (
    <ViewportPortal>
      <svg className="edges" width="1" height="1" aria-hidden="true" focusable="false">
        <path className="edge" d={paths.plain} />
        <path className="edge edge-added" d={paths.added} />
        <path className="edge edge-removed" d={paths.removed} />
        <path className="edge edge-critical" d={slow} />
        <path className="edge edge-near" d={near} />
        <path className="edge edge-cycle" d={paths.cycle} />
      </svg>
    </ViewportPortal>
  );
});

function joined(layout: Layout, edges: readonly SceneEdge[]): string {
  return edges.map(({ from, to }) => edgePath(layout, from, to)).join("");
}
