import type { ts } from "ts-morph";
import type { TypeScript } from "../source/typescript.ts";

/** What stands around an expression without changing its value. */
export type Wrapper =
  | ts.ParenthesizedExpression
  | ts.AsExpression
  | ts.SatisfiesExpression
  | ts.NonNullExpression
  | ts.TypeAssertion
  | ts.AwaitExpression;

export function isWrapper(ts: TypeScript, { kind }: ts.Node): boolean {
  const kinds = ts.SyntaxKind;
  return (
    kind === kinds.ParenthesizedExpression ||
    kind === kinds.AsExpression ||
    kind === kinds.SatisfiesExpression ||
    kind === kinds.NonNullExpression ||
    kind === kinds.TypeAssertionExpression ||
    kind === kinds.AwaitExpression
  );
}

export function unwrapped(ts: TypeScript, node: ts.Expression): ts.Expression {
  let inner = node;
  while (isWrapper(ts, inner)) inner = (inner as Wrapper).expression;
  return inner;
}
