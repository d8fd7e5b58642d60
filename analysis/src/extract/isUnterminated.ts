import type { ts } from "ts-morph";

/** A string that runs to the end of its line because its end is not typed yet. */
export function isUnterminated(node: ts.LiteralLikeNode): boolean {
  return node.isUnterminated === true;
}
