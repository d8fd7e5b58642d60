import type { ts } from "ts-morph";
import type { TypeScript } from "../source/typescript.ts";
import { declareList, declareParameters, declareStatements, Scope } from "./scope.ts";

/** Deeper nesting is written by no person, and would use up the stack. */
const DEEPEST = 400;

/** An expression that may declare something, where it stands. */
export interface Candidate<Kind extends ts.Node> {
  readonly node: Kind;
  readonly scope: Scope;
  /** The statement that is nothing but this declaration, or the expression itself. */
  readonly whole: ts.Node;
  /** The variable that it is the value of. */
  readonly variable: string | null;
  readonly isTopLevel: boolean;
}

/** The expressions of a file that may declare a DAG or a task, in source order. */
export interface Candidates {
  readonly tasks: readonly Candidate<ts.CallExpression>[];
  readonly dags: readonly Candidate<ts.NewExpression>[];
  readonly classes: readonly Candidate<ts.ClassLikeDeclaration>[];
  readonly loose: readonly { readonly node: ts.Expression; readonly at: ts.Node; readonly scope: Scope }[];
  readonly calls: readonly { readonly node: ts.CallExpression; readonly scope: Scope }[];
  /** Assignments to `module.exports` and `exports.x`. */
  readonly commonJs: readonly { readonly name: string; readonly value: ts.Expression }[];
  /** Texts of `require` and `import()`. */
  readonly required: readonly string[];
  readonly module: Scope;
  readonly scopes: ReadonlyMap<ts.Node, Scope>;
}

interface Context {
  readonly scope: Scope;
  readonly whole: ts.Node | null;
  readonly variable: string | null;
  readonly isTopLevel: boolean;
  readonly depth: number;
}

/** Walks the whole tree of a file once. Throws RangeError when it is nested too deeply. */
export function findCandidates(ts: TypeScript, file: ts.SourceFile): Candidates {
  const tasks: Candidate<ts.CallExpression>[] = [];
  const dags: Candidate<ts.NewExpression>[] = [];
  const classes: Candidate<ts.ClassLikeDeclaration>[] = [];
  const loose: { node: ts.Expression; at: ts.Node; scope: Scope }[] = [];
  const calls: { node: ts.CallExpression; scope: Scope }[] = [];
  const commonJs: { name: string; value: ts.Expression }[] = [];
  const required: string[] = [];
  const scopes = new Map<ts.Node, Scope>();
  const module = new Scope(null);
  declareStatements(ts, module, file.statements);
  scopes.set(file, module);
  for (const statement of file.statements) {
    visit(statement, { scope: module, whole: null, variable: null, isTopLevel: true, depth: 0 });
  }
  return { tasks, dags, classes, loose, calls, commonJs, required, module, scopes };

  function inner(node: ts.Node, parent: Scope): Scope {
    const scope = new Scope(parent);
    scopes.set(node, scope);
    return scope;
  }

  function visit(node: ts.Node, context: Context): void {
    if (context.depth > DEEPEST) throw new RangeError("nested too deeply");
    const plain: Context = { ...context, whole: null, variable: null, depth: context.depth + 1 };
    const children = (next: Context) => ts.forEachChild(node, (child) => visit(child, next));
    if (ts.isExpressionStatement(node)) {
      visit(node.expression, { ...plain, whole: node });
    } else if (ts.isExportAssignment(node)) {
      visit(node.expression, { ...plain, whole: node });
    } else if (ts.isVariableStatement(node)) {
      visitList(node.declarationList, node, plain);
    } else if (ts.isVariableDeclarationList(node)) {
      visitList(node, null, plain);
    } else if (isWrapper(ts, node)) {
      visit(node.expression, { ...context, depth: plain.depth });
    } else if (ts.isCallExpression(node)) {
      visitCall(node, context, plain);
    } else if (ts.isNewExpression(node)) {
      dags.push({ node, ...placeOf(node, context) });
      children(plain);
    } else if (ts.isClassLike(node)) {
      visitClass(node, context);
    } else if (isTaskAccess(ts, node)) {
      loose.push({ node: node.expression, at: node, scope: context.scope });
      visit(node.expression, plain);
    } else if (ts.isBinaryExpression(node)) {
      visitAssignment(node);
      const isAssigned = node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
      visit(node.left, plain);
      visit(node.right, isAssigned ? { ...plain, whole: context.whole, variable: lastName(node.left) } : plain);
    } else if (ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node)) {
      const named = { ...plain, variable: lastName(node.name) };
      ts.forEachChild(node, (child) => visit(child, child === node.initializer ? named : plain));
    } else {
      children(scoped(node, plain));
    }
  }

  function scoped(node: ts.Node, context: Context): Context {
    if (ts.isFunctionLike(node)) {
      const scope = inner(node, context.scope);
      declareParameters(ts, scope, node);
      return { ...context, scope, isTopLevel: false };
    }
    if (ts.isBlock(node) || ts.isModuleBlock(node)) {
      const scope = inner(node, context.scope);
      declareStatements(ts, scope, node.statements);
      return { ...context, scope };
    }
    if (ts.isCaseBlock(node)) {
      const scope = inner(node, context.scope);
      for (const { statements } of node.clauses) declareStatements(ts, scope, statements);
      return { ...context, scope };
    }
    if (ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node)) {
      const scope = inner(node, context.scope);
      const start = node.initializer;
      if (start !== undefined && ts.isVariableDeclarationList(start)) declareList(ts, scope, start, false);
      return { ...context, scope, isTopLevel: false };
    }
    return context;
  }

  function visitList(list: ts.VariableDeclarationList, statement: ts.Node | null, context: Context): void {
    for (const declaration of list.declarations) {
      if (declaration.initializer === undefined) continue;
      const whole = list.declarations.length === 1 ? statement : declaration;
      visit(declaration.initializer, { ...context, whole, variable: lastName(declaration.name) });
    }
  }

  function visitCall(node: ts.CallExpression, context: Context, plain: Context): void {
    const callee = unwrapped(ts, node.expression);
    if (isTaskAccess(ts, callee)) tasks.push({ node, ...placeOf(node, context) });
    else if (node.arguments.length > 0) calls.push({ node, scope: context.scope });
    visit(isTaskAccess(ts, callee) ? callee.expression : callee, plain);
    for (const argument of node.arguments) visit(argument, plain);
    const [first] = node.arguments;
    const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
    const isRequire = ts.isIdentifier(node.expression) && node.expression.text === "require";
    if ((isImport || isRequire) && first !== undefined && ts.isStringLiteralLike(first)) required.push(first.text);
  }

  function visitClass(node: ts.ClassLikeDeclaration, context: Context): void {
    const place = placeOf(node, context);
    const own = inner(node, context.scope);
    if (node.name !== undefined) own.names.set(node.name.text, { kind: "class", node });
    const variable = node.name?.text ?? context.variable;
    classes.push({ ...place, node, variable, whole: ts.isClassDeclaration(node) ? node : place.whole });
    const next: Context = { ...context, scope: own, whole: null, variable: null, depth: context.depth + 1 };
    ts.forEachChild(node, (child) => visit(child, ts.isDecorator(child) ? { ...next, scope: context.scope } : next));
  }

  function visitAssignment({ left, operatorToken, right }: ts.BinaryExpression): void {
    if (operatorToken.kind !== ts.SyntaxKind.EqualsToken) return;
    if (!ts.isPropertyAccessExpression(left)) return;
    const target = left.expression;
    const name = left.name.text;
    if (ts.isIdentifier(target) && target.text === "module" && name === "exports") {
      commonJs.push({ name: "=", value: right });
    } else if (ts.isIdentifier(target) && target.text === "exports") {
      commonJs.push({ name, value: right });
    } else if (ts.isPropertyAccessExpression(target) && ts.isIdentifier(target.expression)) {
      if (target.expression.text === "module" && target.name.text === "exports") commonJs.push({ name, value: right });
    }
  }

  function placeOf(node: ts.Node, { scope, whole, variable, isTopLevel }: Context): Omit<Candidate<ts.Node>, "node"> {
    return { scope, whole: whole ?? node, variable, isTopLevel };
  }

  function lastName(node: ts.Node): string | null {
    if (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) return node.text;
    return ts.isPropertyAccessExpression(node) ? node.name.text : null;
  }
}

type Wrapper =
  | ts.ParenthesizedExpression
  | ts.AsExpression
  | ts.SatisfiesExpression
  | ts.NonNullExpression
  | ts.TypeAssertion
  | ts.AwaitExpression;

/** What stands around an expression without changing its value. */
function isWrapper(ts: TypeScript, node: ts.Node): node is Wrapper {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isAwaitExpression(node)
  );
}

export function unwrapped(ts: TypeScript, node: ts.Expression): ts.Expression {
  let inner = node;
  while (isWrapper(ts, inner)) inner = inner.expression;
  return inner;
}

/** `x.task` or `x["task"]`. */
export function isTaskAccess(
  ts: TypeScript,
  node: ts.Node,
): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === "task";
  if (!ts.isElementAccessExpression(node)) return false;
  return ts.isStringLiteralLike(node.argumentExpression) && node.argumentExpression.text === "task";
}
