import type { LayoutInput } from "./layout.ts";

/**
 * The edges that no longer way makes superfluous (the transitive reduction). They alone decide where tasks stand, and
 * the others, which run across many columns, are what costs a layout its time. A graph with a cycle keeps all its edges.
 */
export function essentialEdges({ tasks, edges }: LayoutInput): LayoutInput["edges"] {
  const indexOf = new Map(tasks.map((task, index) => [task, index]));
  const above = tasks.map((): number[] => []);
  const below = tasks.map((): number[] => []);
  for (const [from, to] of edges) {
    const [a, b] = [indexOf.get(from), indexOf.get(to)];
    if (a === undefined || b === undefined) continue;
    above[b]?.push(a);
    below[a]?.push(b);
  }
  const sequence = sequenceOf(above, below);
  if (sequence.length < tasks.length) return edges;
  const ancestors = ancestorsOf(sequence, above);
  return edges.filter(([from, to]) => {
    const [a, b] = [indexOf.get(from), indexOf.get(to)];
    if (a === undefined || b === undefined) return false;
    return !(above[b] ?? []).some((other) => other !== a && has(ancestors[other], a));
  });
}

function sequenceOf(above: readonly number[][], below: readonly number[][]): readonly number[] {
  const unmet = above.map((required) => required.length);
  const sequence = unmet.flatMap((count, index) => (count === 0 ? [index] : []));
  for (const index of sequence) {
    for (const next of below[index] ?? []) {
      const left = (unmet[next] ?? 0) - 1;
      unmet[next] = left;
      if (left === 0) sequence.push(next);
    }
  }
  return sequence;
}

/** One bit for each pair of tasks: sets of names would take a hundred times the memory of a large graph. */
function ancestorsOf(sequence: readonly number[], above: readonly number[][]): readonly Uint32Array[] {
  const words = Math.ceil(sequence.length / 32);
  const ancestors = sequence.map(() => new Uint32Array(words));
  for (const index of sequence) {
    const own = ancestors[index];
    if (own === undefined) continue;
    for (const required of above[index] ?? []) {
      ancestors[required]?.forEach((bits, word) => {
        own[word] = (own[word] ?? 0) | bits;
      });
      own[required >> 5] = (own[required >> 5] ?? 0) | (1 << (required & 31));
    }
  }
  return ancestors;
}

function has(bits: Uint32Array | undefined, index: number): boolean {
  return (((bits?.[index >> 5] ?? 0) >>> (index & 31)) & 1) === 1;
}
