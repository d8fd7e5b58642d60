import type { Layout } from "../layout/layout.ts";
import type { Palette } from "../view/palette.ts";
import { drawEdges, type BackdropEdges } from "./drawEdges.ts";
import { holds, seen, type Box, type View } from "./view.ts";

/** How much of the screen's size the bitmap has beyond each of its sides, so that not every drag leaves it. */
const BEYOND = 0.25;
/** How far the bitmap may be stretched while the picture moves before it is too coarse. */
const STRETCH = 1.6;

interface Made extends Box {
  readonly edges: BackdropEdges;
  readonly palette: Palette;
  /** Device pixels for a unit of the layout. */
  readonly scale: number;
}

/**
 * The edges as a bitmap. To draw thousands of lines takes longer than a frame, so that while the picture moves the same
 * bitmap is moved and stretched, as maps do it, and made anew when it no longer serves or when the picture has come to rest.
 */
export class EdgeBitmap {
  readonly #canvas = document.createElement("canvas");
  readonly #context = this.#canvas.getContext("2d");
  #made: Made | null = null;

  /** Draws what can be seen into `context`, whose measures are the layout's. */
  draw(
    context: CanvasRenderingContext2D,
    edges: BackdropEdges,
    on: { readonly layout: Layout; readonly palette: Palette; readonly view: View; readonly isStill: boolean },
  ): void {
    const made = this.#serves(edges, on) ?? this.#make(edges, on);
    if (this.#canvas.width === 0 || this.#canvas.height === 0) return;
    context.drawImage(this.#canvas, made.left, made.top, made.right - made.left, made.bottom - made.top);
  }

  #serves(edges: BackdropEdges, { layout, palette, view, isStill }: Parameters<EdgeBitmap["draw"]>[2]): Made | null {
    const made = this.#made;
    if (made === null || made.edges !== edges || made.palette !== palette) return null;
    const stretch = (view.zoom * window.devicePixelRatio) / made.scale;
    if (isStill ? Math.abs(stretch - 1) > 0.001 : stretch > STRETCH || stretch < 1 / STRETCH) return null;
    return holds(made, within(seen(view), layout)) ? made : null;
  }

  #make(edges: BackdropEdges, { layout, palette, view }: Parameters<EdgeBitmap["draw"]>[2]): Made {
    const ratio = window.devicePixelRatio;
    const scale = view.zoom * ratio;
    const visible = seen(view);
    const [beyondX, beyondY] = [(view.width / view.zoom) * BEYOND, (view.height / view.zoom) * BEYOND];
    const wanted = within(
      {
        left: visible.left - beyondX,
        top: visible.top - beyondY,
        right: visible.right + beyondX,
        bottom: visible.bottom + beyondY,
      },
      layout,
    );
    // Whole pixels of the screen: at rest the bitmap is then drawn as it is, not between pixels.
    const [x, y] = [view.x * ratio, view.y * ratio];
    const [left, top] = [Math.floor(wanted.left * scale + x), Math.floor(wanted.top * scale + y)];
    const width = Math.max(0, Math.ceil(wanted.right * scale + x) - left);
    const height = Math.max(0, Math.ceil(wanted.bottom * scale + y) - top);
    this.#canvas.width = width;
    this.#canvas.height = height;
    const box = {
      left: (left - x) / scale,
      top: (top - y) / scale,
      right: (left + width - x) / scale,
      bottom: (top + height - y) / scale,
    };
    if (this.#context !== null) {
      this.#context.setTransform(scale, 0, 0, scale, -box.left * scale, -box.top * scale);
      drawEdges(this.#context, edges, { palette, box, zoom: view.zoom });
    }
    this.#made = { ...box, edges, palette, scale };
    return this.#made;
  }
}

/** Edges reach a little beyond the tasks that they belong to. */
const MARGIN = 240;

function within({ left, top, right, bottom }: Box, { width, height }: Layout): Box {
  return {
    left: Math.max(left, -MARGIN),
    top: Math.max(top, -MARGIN),
    right: Math.min(right, width + MARGIN),
    bottom: Math.min(bottom, height + MARGIN),
  };
}
