import type { Adjacency } from "./components.ts";

/** Edges looked at before the search settles for the best cycle so far: some milliseconds, reached by huge tangles only. */
const BUDGET = 1_000_000;

/**
 * A shortest cycle of a strongly connected component of more than one node, as the nodes along it, first one not
 * repeated. Breadth first from one node after the other; a node that has been the start is taken out, and with it
 * everything that is on no cycle any more, so that a plain ring of any length costs one search. When the budget is used
 * up the cycle may not be the shortest, but no edge between two of its nodes closes a shorter one.
 */
export function shortestCycle(component: readonly number[], edges: Adjacency): readonly number[] {
  const tangle = new Tangle(component, edges);
  let best: readonly number[] = [];
  for (let start = 0; start < component.length && best.length !== 2 && tangle.steps < BUDGET; start++) {
    const cycle = tangle.cycleThrough(start, best.length === 0 ? component.length : best.length - 1);
    if (cycle !== null) best = cycle;
    tangle.remove(start);
  }
  return tangle.tighten(best).map((node) => component[node] ?? 0);
}

/** A component with nodes numbered from 0, from which nodes can be taken out. */
class Tangle {
  steps = 0;
  readonly #out: readonly (readonly number[])[];
  readonly #in: readonly (readonly number[])[];
  readonly #outDegree: number[];
  readonly #inDegree: number[];
  readonly #removed: Uint8Array;
  readonly #cameFrom: Int32Array;
  /** Which search saw the node last, as its start plus one. */
  readonly #seenBy: Int32Array;

  constructor(component: readonly number[], edges: Adjacency) {
    const local = new Map(component.map((node, index) => [node, index]));
    const incoming: number[][] = component.map(() => []);
    this.#out = component.map((node, from) => {
      const targets: number[] = [];
      for (const target of edges[node] ?? []) {
        const to = local.get(target);
        if (to === undefined) continue;
        targets.push(to);
        incoming[to]?.push(from);
      }
      return targets;
    });
    this.#in = incoming;
    this.#outDegree = this.#out.map((targets) => targets.length);
    this.#inDegree = incoming.map((sources) => sources.length);
    this.#removed = new Uint8Array(component.length);
    this.#cameFrom = new Int32Array(component.length);
    this.#seenBy = new Int32Array(component.length);
  }

  /** The shortest cycle through a node that is still there, or null if there is none of at most `longest` nodes. */
  cycleThrough(start: number, longest: number): readonly number[] | null {
    if (this.#removed[start] === 1) return null;
    let level = [start];
    for (let length = 1; length <= longest && level.length > 0; length++) {
      const nextLevel: number[] = [];
      for (const node of level) {
        for (const target of this.#out[node] ?? []) {
          this.steps++;
          if (target === start) return this.#pathTo(node, start);
          if (this.#removed[target] === 1 || this.#seenBy[target] === start + 1) continue;
          this.#seenBy[target] = start + 1;
          this.#cameFrom[target] = node;
          nextLevel.push(target);
        }
      }
      level = nextLevel;
    }
    return null;
  }

  #pathTo(end: number, start: number): readonly number[] {
    const path = [end];
    for (let node = end; node !== start;) {
      node = this.#cameFrom[node] ?? start;
      path.push(node);
    }
    return path.reverse();
  }

  /** Takes out a node, and then whatever has lost its last way in or out. */
  remove(first: number): void {
    const leaving = [first];
    for (let node = leaving.pop(); node !== undefined; node = leaving.pop()) {
      if (this.#removed[node] === 1) continue;
      this.#removed[node] = 1;
      for (const target of this.#out[node] ?? []) {
        const left = (this.#inDegree[target] ?? 0) - 1;
        this.#inDegree[target] = left;
        if (left === 0) leaving.push(target);
      }
      for (const source of this.#in[node] ?? []) {
        const left = (this.#outDegree[source] ?? 0) - 1;
        this.#outDegree[source] = left;
        if (left === 0) leaving.push(source);
      }
    }
  }

  /**
   * Cuts a shortest cycle through its first node down to one without chords. Along a shortest path an edge can only
   * lead back, so the one that leads back least closes a cycle that has no chord.
   */
  tighten(cycle: readonly number[]): readonly number[] {
    const position = new Map(cycle.map((node, index) => [node, index]));
    let tightest = cycle;
    cycle.forEach((node, end) => {
      for (const target of this.#out[node] ?? []) {
        const begin = position.get(target);
        if (begin === undefined || begin >= end || end - begin + 1 >= tightest.length) continue;
        tightest = cycle.slice(begin, end + 1);
      }
    });
    return tightest;
  }
}
