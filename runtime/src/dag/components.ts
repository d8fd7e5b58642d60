/** Edges by index: `edges[i]` are the nodes that node i points to. */
export type Adjacency = readonly (readonly number[])[];

/**
 * The strongly connected components with more than one node: every node of one is on a cycle, and no cycle leaves it.
 * Tarjan's algorithm (SIAM J. Comput. 1, 1972) with a stack of its own, linear. Nodes of a component are ascending.
 */
export function components(edges: Adjacency): readonly (readonly number[])[] {
  const found: number[][] = [];
  const seenAt = new Int32Array(edges.length).fill(-1);
  const lowest = new Int32Array(edges.length);
  const next = new Int32Array(edges.length);
  const pending: number[] = [];
  const isPending = new Uint8Array(edges.length);
  let count = 0;

  const enter = (node: number) => {
    seenAt[node] = lowest[node] = count++;
    pending.push(node);
    isPending[node] = 1;
  };
  const lower = (node: number, value: number | undefined) => {
    lowest[node] = Math.min(lowest[node] ?? 0, value ?? 0);
  };
  const close = (root: number) => {
    const members: number[] = pending.splice(pending.lastIndexOf(root));
    for (const member of members) isPending[member] = 0;
    if (members.length > 1) found.push(members.sort((a, b) => a - b));
  };

  for (let start = 0; start < edges.length; start++) {
    if (seenAt[start] !== -1) continue;
    enter(start);
    const open = [start];
    for (let node = open.at(-1); node !== undefined; node = open.at(-1)) {
      const index = next[node] ?? 0;
      const target = edges[node]?.[index];
      next[node] = index + 1;
      if (target === undefined) {
        open.pop();
        const parent = open.at(-1);
        if (parent !== undefined) lower(parent, lowest[node]);
        if (lowest[node] === seenAt[node]) close(node);
      } else if (seenAt[target] === -1) {
        enter(target);
        open.push(target);
      } else if (isPending[target] === 1) {
        lower(node, seenAt[target]);
      }
    }
  }
  return found;
}
