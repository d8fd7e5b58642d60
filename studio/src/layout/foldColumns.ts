import { NODE_HEIGHT, type Point } from "./layout.ts";

/** A column taller than this is folded into several: nobody scrolls past seven hundred tasks of one wave. */
export const TALLEST_COLUMN = 30;
const ASPECT = 1.6;
const ROW_GAP = 12;
const FOLD_GAP = 20;
const COLUMN_GAP = 120;

export interface Folded {
  readonly positions: ReadonlyMap<string, Point>;
  readonly width: number;
  readonly height: number;
}

/**
 * Breaks tall columns into blocks of several, so that the whole comes near the shape of a screen. The order within a
 * column, which the layout found, is kept from top to bottom and then from left to right.
 */
export function foldColumns(columns: readonly (readonly string[])[], nodeWidth: number): Folded {
  const rows = bestRows(columns, nodeWidth);
  const positions = new Map<string, Point>();
  const tallest = Math.min(rows, Math.max(0, ...columns.map((column) => column.length)));
  const height = Math.max(0, tallest * (NODE_HEIGHT + ROW_GAP) - ROW_GAP);
  let x = 0;
  for (const column of columns) {
    const folds = Math.max(1, Math.ceil(column.length / rows));
    const perFold = Math.ceil(column.length / folds);
    column.forEach((task, index) => {
      const fold = Math.floor(index / perFold);
      const used = Math.min(perFold, column.length - fold * perFold);
      const top = (height - (used * (NODE_HEIGHT + ROW_GAP) - ROW_GAP)) / 2;
      positions.set(task, {
        x: x + fold * (nodeWidth + FOLD_GAP),
        y: top + (index % perFold) * (NODE_HEIGHT + ROW_GAP),
      });
    });
    x += folds * (nodeWidth + FOLD_GAP) - FOLD_GAP + COLUMN_GAP;
  }
  return { positions, width: Math.max(0, x - COLUMN_GAP), height };
}

function bestRows(columns: readonly (readonly string[])[], nodeWidth: number): number {
  const tallest = Math.max(1, ...columns.map((column) => column.length));
  let best = tallest;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (let rows = Math.min(tallest, 8); rows <= tallest; rows++) {
    const folds = columns.reduce((sum, column) => sum + Math.ceil(column.length / rows), 0);
    const width = folds * (nodeWidth + FOLD_GAP) + columns.length * (COLUMN_GAP - FOLD_GAP);
    const distance = Math.abs(Math.log(width / (rows * (NODE_HEIGHT + ROW_GAP)) / ASPECT));
    if (distance < bestDistance) [best, bestDistance] = [rows, distance];
  }
  return best;
}
