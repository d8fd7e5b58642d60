export const NODE_HEIGHT = 40;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where everything stands. Positions are the top left corners of the nodes, which all have one size. */
export interface Layout {
  readonly positions: ReadonlyMap<string, Point>;
  /** Of edges that cross columns: where they do so, in the order of the columns. Keyed by `edgeKey`. */
  readonly lanes: ReadonlyMap<string, readonly Point[]>;
  readonly nodeWidth: number;
  readonly width: number;
  readonly height: number;
}

export interface LayoutInput {
  readonly tasks: readonly string[];
  readonly edges: readonly (readonly [from: string, to: string])[];
  readonly nodeWidth: number;
}

export function edgeKey(from: string, to: string): string {
  return JSON.stringify([from, to]);
}
