import type { Scene, SceneEdge } from "../graph/scene.ts";
import type { Layout } from "../layout/layout.ts";
import type { ViewState } from "../state/viewState.ts";
import type { Palette } from "../view/palette.ts";
import type { BackdropEdges, EdgePart } from "./drawEdges.ts";
import { drawTasks, ICON } from "./drawTasks.ts";
import { EdgeBitmap } from "./edgeBitmap.ts";
import { edgeChunks } from "./edgeChunks.ts";
import { farColours } from "./farColours.ts";
import { farLook } from "./farLook.ts";
import { isFar } from "./isFar.ts";
import { rememberLast } from "./rememberLast.ts";
import { statusSprites } from "./statusSprites.ts";
import { seen, type View } from "./view.ts";

export interface PaintOptions {
  readonly view: View;
  readonly palette: Palette;
  readonly isStill: boolean;
}

/** An icon of fewer pixels is a speck. */
const LEAST_ICON = 5;

/**
 * Paints the backdrop on a canvas: the edges, and the tasks too while they are too far away to be read. One picture costs
 * the same at any distance, where a thousand elements that each have to be laid out and painted do not. What the picture
 * is made of is made anew only when it changes, so that a step of a zoom only draws.
 */
export class BackdropPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #bitmap = new EdgeBitmap();

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d");
  }

  /** `isStill` says that the picture has come to rest, and is worth being drawn as finely as it can be. */
  paint(state: ViewState, { view, palette, isStill }: PaintOptions): void {
    const { scene, drawn } = state;
    const context = this.#context;
    if (context === null || scene === null || drawn === null || view.width === 0) return;
    const ratio = window.devicePixelRatio;
    this.#resize(Math.round(view.width * ratio), Math.round(view.height * ratio));
    const { layout } = drawn;
    const { zoom } = view;
    const box = seen(view);
    context.setTransform(zoom * ratio, 0, 0, zoom * ratio, view.x * ratio, view.y * ratio);
    const path = state.showsCritical ? (state.critical?.path.tasks ?? null) : null;
    const edges = this.#edges(
      this.#kinds(scene, layout),
      this.#near(scene, layout, state.current),
      this.#critical(layout, path),
    );
    this.#bitmap.draw(context, edges, { layout, palette, view, isStill });
    if (!isFar(zoom, layout.positions.size)) {
      delete this.#canvas.dataset["tasks"];
      return;
    }
    const fills = this.#fills(palette);
    const icon = Math.round(ICON * zoom * ratio);
    const sprites = icon < LEAST_ICON * ratio ? null : this.#sprites(icon, palette, fills);
    const looks = this.#looks(
      scene,
      layout,
      state.overlay,
      state.showsCritical ? state.critical : null,
      state.current,
      state.search,
    );
    drawTasks(context, { layout, looks, palette, fills, sprites }, box, zoom);
    this.#canvas.dataset["tasks"] = String(layout.positions.size);
  }

  #resize(width: number, height: number): void {
    // A new size clears the canvas too, and takes its time: only when it is one.
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      return;
    }
    this.#context?.setTransform(1, 0, 0, 1, 0, 0);
    this.#context?.clearRect(0, 0, width, height);
  }

  readonly #edges = rememberLast(
    (
      kinds: Omit<BackdropEdges, "near" | "critical">,
      near: readonly EdgePart[],
      critical: readonly EdgePart[],
    ): BackdropEdges => ({ ...kinds, near, critical }),
  );

  readonly #kinds = rememberLast((scene: Scene, layout: Layout) => {
    const of = (kind: SceneEdge["kind"]) =>
      partsOf(
        layout,
        scene.edges.filter((edge) => edge.kind === kind),
      );
    return { plain: of("plain"), added: of("added"), removed: of("removed"), cycle: of("cycle") };
  });

  readonly #near = rememberLast((scene: Scene, layout: Layout, current: string | null) => {
    if (current === null) return [];
    const own = scene.edges.filter(({ from, to, kind }) => kind === "plain" && (from === current || to === current));
    return partsOf(layout, own);
  });

  readonly #critical = rememberLast((layout: Layout, path: readonly string[] | null) =>
    partsOf(layout, path === null ? [] : path.slice(1).map((to, index) => ({ from: path[index] ?? "", to }))),
  );

  readonly #looks = rememberLast(
    (
      scene: Scene,
      { positions }: Layout,
      overlay: ViewState["overlay"],
      critical: ViewState["critical"],
      current: string | null,
      search: ViewState["search"],
    ) => {
      const state = { scene, overlay, critical, showsCritical: true, current, search };
      return new Map(Array.from(positions.keys(), (name) => [name, farLook(state, name)]));
    },
  );

  readonly #fills = rememberLast(farColours);
  readonly #sprites = rememberLast(statusSprites);
}

function partsOf(layout: Layout, edges: Parameters<typeof edgeChunks>[1]): readonly EdgePart[] {
  return edgeChunks(layout, edges).map((chunk) => ({ ...chunk, path: new Path2D(chunk.d) }));
}
