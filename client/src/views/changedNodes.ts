import type { Node } from "./node.ts";

/**
 * The topmost items whose drawing, or whose list of children, differs between two states of a tree: what a view has to
 * draw again. "all" when the list at the top is another one; empty when nothing changed.
 */
export function changedNodes(before: readonly Node[], after: readonly Node[]): readonly Node[] | "all" {
  if (!sameIds(before, after)) return "all";
  return after.flatMap((node, at) => {
    const old = before[at];
    return old === undefined ? [] : changesWithin(old, node);
  });
}

function changesWithin(before: Node, after: Node): readonly Node[] {
  if (face(before) !== face(after)) return [after];
  const old = before.children ?? [];
  const children = after.children ?? [];
  if (!sameIds(old, children)) return [after];
  const changed = changedNodes(old, children);
  return changed === "all" ? [after] : changed;
}

function sameIds(before: readonly Node[], after: readonly Node[]): boolean {
  return before.length === after.length && before.every(({ id }, at) => id === after[at]?.id);
}

/** Everything of an item but its children. */
function face({ children, later, resource, ...rest }: Node): string {
  return JSON.stringify([rest, children === undefined, later?.key, resource?.toString()]);
}
