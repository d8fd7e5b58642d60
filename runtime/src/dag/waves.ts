import type { Graph } from "./graph.ts";

export interface Waves {
  /** Each wave needs only earlier ones, and a task is in the earliest it can be; inside a wave, declaration order. */
  readonly waves: readonly (readonly string[])[];
  /** The tasks on a cycle or downstream of one, which have no place; empty for a sound DAG. Declaration order. */
  readonly unordered: readonly string[];
}

/** Groups tasks by how early they can run when everything that is ready runs at once (Kahn's algorithm, by level). */
export function waves(graph: Graph): Waves {
  const position = new Map(graph.tasks.map((task, index) => [task, index]));
  const byPosition = (a: string, b: string) => (position.get(a) ?? 0) - (position.get(b) ?? 0);
  const unmet = new Map(graph.tasks.map((task) => [task, graph.requires.get(task)?.length ?? 0]));
  const found: string[][] = [];
  let wave = graph.tasks.filter((task) => unmet.get(task) === 0);
  while (wave.length > 0) {
    found.push(wave);
    const next: string[] = [];
    for (const task of wave) {
      unmet.delete(task);
      for (const dependent of graph.dependents.get(task) ?? []) {
        const left = (unmet.get(dependent) ?? 0) - 1;
        unmet.set(dependent, left);
        if (left === 0) next.push(dependent);
      }
    }
    wave = next.sort(byPosition);
  }
  return { waves: found, unordered: [...unmet.keys()] };
}
