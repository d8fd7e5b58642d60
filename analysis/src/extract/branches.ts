import type { ts } from "ts-morph";
import type { TypeScript } from "../source/typescript.ts";

/** Which children of a node run only sometimes, or more than once: null if that is said of none. */
export function branchesOf(ts: TypeScript, node: ts.Node): readonly (ts.Node | undefined)[] | null {
  if (ts.isIfStatement(node)) return [node.thenStatement, node.elseStatement];
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse];
  if (ts.isCaseBlock(node)) return node.clauses;
  if (ts.isIterationStatement(node, false)) return [node.statement];
  return ts.isCatchClause(node) ? [node.block] : null;
}

/** Whether the right side of an operator runs only sometimes. */
export function isChoice(ts: TypeScript, { kind }: ts.BinaryOperatorToken): boolean {
  const kinds = ts.SyntaxKind;
  return (
    kind === kinds.AmpersandAmpersandToken ||
    kind === kinds.BarBarToken ||
    kind === kinds.QuestionQuestionToken ||
    kind === kinds.AmpersandAmpersandEqualsToken ||
    kind === kinds.BarBarEqualsToken ||
    kind === kinds.QuestionQuestionEqualsToken
  );
}

/** Whether a statement may end the function around it, before what comes after it. */
export function mayLeave(ts: TypeScript, node: ts.Node): boolean {
  if (!ts.isIfStatement(node) && !ts.isSwitchStatement(node) && !ts.isIterationStatement(node, false)) return false;
  const leaves = (child: ts.Node): boolean =>
    ts.isReturnStatement(child) || (!ts.isFunctionLike(child) && ts.forEachChild(child, leaves) === true);
  return leaves(node);
}
