import { Graph, layout as arrange } from "@dagrejs/dagre";
import { essentialEdges } from "./essentialEdges.ts";
import { foldColumns, TALLEST_COLUMN } from "./foldColumns.ts";
import { edgeKey, NODE_HEIGHT, type Layout, type LayoutInput, type Point } from "./layout.ts";

/** From here on crossings are no longer fought for every edge: it takes seconds, and nobody follows one among thousands. */
const MANY_TASKS = 400;

/** Lays a graph out from left to right: a column for each rank, requirements left of what requires them. */
export function layoutGraph(input: LayoutInput): Layout {
  const { tasks, nodeWidth } = input;
  if (tasks.length === 0) return { positions: new Map(), lanes: new Map(), nodeWidth, width: 0, height: 0 };
  const arranged = arrangedGraph(input);
  const columns = columnsOf(arranged);
  if (columns.some((column) => column.tasks.length > TALLEST_COLUMN)) {
    const order = columns.map((column) => column.tasks.map(({ task }) => task));
    return { ...foldColumns(order, nodeWidth), lanes: new Map(), nodeWidth };
  }
  const positions = columns.flatMap((column) =>
    column.tasks.map(({ task, y }): [string, Point] => [task, { x: column.x - nodeWidth / 2, y: y - NODE_HEIGHT / 2 }]),
  );
  const { width, height } = arranged;
  return { positions: new Map(positions), lanes: lanesOf(arranged, columns), nodeWidth, width, height };
}

/** The centres of the tasks and the bends of the edges, as the library found them. */
interface Arranged {
  readonly centres: ReadonlyMap<string, Point>;
  readonly bends: readonly { readonly from: string; readonly to: string; readonly points: readonly Point[] }[];
  readonly width: number;
  readonly height: number;
}

function arrangedGraph(input: LayoutInput): Arranged {
  const many = input.tasks.length > MANY_TASKS;
  const edges = many ? essentialEdges(input) : input.edges;
  // Ids of our own: the library keeps nodes in plain objects, where "__proto__" is no good key and a number a slow one.
  const idOf = new Map(input.tasks.map((task, index) => [task, `t${index}`]));
  const id = (task: string) => idOf.get(task) ?? task;
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", ranker: "tight-tree", nodesep: 16, edgesep: 12, ranksep: 46 });
  for (const task of input.tasks) graph.setNode(id(task), { width: input.nodeWidth, height: NODE_HEIGHT });
  for (const [from, to] of edges) graph.setEdge(id(from), id(to), {});
  arrange(graph, { disableOptimalOrderHeuristic: many });
  const { width, height } = graph.graph() as { width: number; height: number };
  return {
    centres: new Map(input.tasks.map((task) => [task, graph.node(id(task)) as Point])),
    bends: edges.map(([from, to]) => {
      const { points } = graph.edge(id(from), id(to)) as { points?: readonly Point[] };
      return { from, to, points: points ?? [] };
    }),
    width,
    height,
  };
}

interface Column {
  readonly x: number;
  /** From top to bottom. */
  readonly tasks: readonly { readonly task: string; readonly y: number }[];
}

function columnsOf({ centres }: Arranged): readonly Column[] {
  const columns = new Map<number, { task: string; y: number }[]>();
  for (const [task, { x, y }] of centres) {
    const column = columns.get(Math.round(x));
    if (column === undefined) columns.set(Math.round(x), [{ task, y }]);
    else column.push({ task, y });
  }
  return Array.from(columns, ([x, tasks]) => ({ x, tasks: tasks.sort((a, b) => a.y - b.y) })).sort((a, b) => a.x - b.x);
}

/** The library keeps a place free in every column that an edge crosses; its other bends mean nothing to us. */
function lanesOf({ centres, bends }: Arranged, columns: readonly Column[]): ReadonlyMap<string, readonly Point[]> {
  const lanes = new Map<string, readonly Point[]>();
  for (const { from, to, points } of bends) {
    const [start, end] = [centres.get(from)?.x ?? 0, centres.get(to)?.x ?? 0];
    const crossed = points
      .filter(({ x }) => x > start + 1 && x < end - 1 && columns.some((column) => Math.abs(column.x - x) <= 1))
      .map(({ x, y }) => ({ x, y }));
    if (crossed.length > 0) lanes.set(edgeKey(from, to), crossed);
  }
  return lanes;
}
