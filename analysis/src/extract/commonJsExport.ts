import type { ts } from "ts-morph";
import type { TypeScript } from "../source/typescript.ts";

/** What an assignment to `module.exports`, `exports.x` or `module.exports.x` exports, and as what: `=` is all of it. */
export function commonJsExport(
  ts: TypeScript,
  { left, right }: ts.BinaryExpression,
): { readonly name: string; readonly value: ts.Expression } | null {
  if (!ts.isPropertyAccessExpression(left)) return null;
  const target = left.expression;
  const name = left.name.text;
  if (ts.isIdentifier(target) && target.text === "module" && name === "exports") return { name: "=", value: right };
  if (ts.isIdentifier(target) && target.text === "exports") return { name, value: right };
  if (!ts.isPropertyAccessExpression(target) || !ts.isIdentifier(target.expression)) return null;
  const isExports = target.expression.text === "module" && target.name.text === "exports";
  return isExports ? { name, value: right } : null;
}
