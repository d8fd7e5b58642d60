import type { ts } from "ts-morph";
import type { TypeScript } from "../source/typescript.ts";

/** `x.task` or `x["task"]`. */
export function isTaskAccess(
  ts: TypeScript,
  node: ts.Node,
): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === "task";
  if (!ts.isElementAccessExpression(node)) return false;
  return ts.isStringLiteralLike(node.argumentExpression) && node.argumentExpression.text === "task";
}
