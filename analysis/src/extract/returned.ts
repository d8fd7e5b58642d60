import type { ts } from "ts-morph";
import type { TypeScript } from "../source/typescript.ts";
import { unwrapped } from "./unwrapped.ts";

/** More is no simple helper any more. */
const MOST_STATEMENTS = 3;

/** What a call of a function gives, if the function is a simple helper that ends with it; else null. */
export function returned(ts: TypeScript, node: ts.FunctionLikeDeclaration): ts.Expression | null {
  const { body } = node;
  if (body === undefined || node.asteriskToken !== undefined) return null;
  const result = ts.isBlock(body) ? lastOf(ts, body) : body;
  if (result === undefined) return null;
  const inner = unwrapped(ts, result);
  const isSimple =
    ts.isIdentifier(inner) ||
    ts.isPropertyAccessExpression(inner) ||
    ts.isNewExpression(inner) ||
    ts.isStringLiteralLike(inner) ||
    ts.isTemplateExpression(inner) ||
    ts.isBinaryExpression(inner) ||
    ts.isArrayLiteralExpression(inner) ||
    ts.isCallExpression(inner);
  return isSimple ? inner : null;
}

function lastOf(ts: TypeScript, { statements }: ts.Block): ts.Expression | undefined {
  const last = statements.at(-1);
  if (last === undefined || !ts.isReturnStatement(last) || statements.length > MOST_STATEMENTS) return undefined;
  return last.expression;
}
