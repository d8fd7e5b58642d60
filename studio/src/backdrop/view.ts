import type { Layout } from "../layout/layout.ts";

/** What of the picture is on the screen: where its origin is, in pixels, how large it is drawn, and the screen's size. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  readonly width: number;
  readonly height: number;
}

/** A rectangle in the measures of the layout. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The part of the layout that can be seen. */
export function seen({ x, y, zoom, width, height }: View): Box {
  return { left: -x / zoom, top: -y / zoom, right: (width - x) / zoom, bottom: (height - y) / zoom };
}

/** Whether the whole of a layout can be seen. */
export function seesAll(view: View, { width, height }: Layout): boolean {
  const { left, top, right, bottom } = seen(view);
  return left <= 0 && top <= 0 && right >= width && bottom >= height;
}

export function meet(a: Box, b: Box): boolean {
  return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;
}

/** Whether `outer` has all of `inner`; an empty one is in any. */
export function holds(outer: Box, inner: Box): boolean {
  if (inner.left >= inner.right || inner.top >= inner.bottom) return true;
  return (
    outer.left <= inner.left && outer.top <= inner.top && outer.right >= inner.right && outer.bottom >= inner.bottom
  );
}
