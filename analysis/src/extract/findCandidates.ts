import type { ts } from "ts-morph";
import type { TypeScript } from "../source/typescript.ts";
import { branchesOf, isChoice, mayLeave } from "./branches.ts";
import type { Around, Called, Candidate, Candidates } from "./candidates.ts";
import { commonJsExport } from "./commonJsExport.ts";
import { isStatic } from "./isStatic.ts";
import { isTaskAccess } from "./isTaskAccess.ts";
import { declareList, declareParameters, declareStatements, Scope } from "./scope.ts";
import { isWrapper, unwrapped, type Wrapper } from "./unwrapped.ts";

/** Deeper nesting is written by no person, and would use up the stack. */
const DEEPEST = 400;

/** Where the walk is. */
interface Context extends Around {
  readonly scope: Scope;
  readonly isTopLevel: boolean;
  /** In the body of a task, which declares nothing by calling. */
  readonly isBody: boolean;
}

/** What an expression is the value of. */
interface Holder {
  readonly whole: ts.Node | null;
  readonly variable: string | null;
}

/** Walks the whole tree of a file once. Throws RangeError when it is nested too deeply. */
export function findCandidates(ts: TypeScript, file: ts.SourceFile): Candidates {
  const walk = new Walk(ts);
  return walk.found(file);
}

class Walk {
  readonly #ts: TypeScript;
  readonly #tasks: Candidate<ts.CallExpression>[] = [];
  readonly #dags: Candidate<ts.NewExpression>[] = [];
  readonly #classes: Candidate<ts.ClassLikeDeclaration>[] = [];
  readonly #loose: { node: ts.Expression; at: ts.Node; scope: Scope }[] = [];
  readonly #calls: Called[] = [];
  readonly #commonJs: Candidates["commonJs"][number][] = [];
  readonly #required: string[] = [];
  readonly #scopes = new Map<ts.Node, Scope>();
  #depth = 0;
  /** A function that is called where it stands. */
  #immediate: ts.Node | null = null;
  /** The member of a class that is looked into. */
  #member: ts.Node | null = null;

  constructor(ts: TypeScript) {
    this.#ts = ts;
  }

  found(file: ts.SourceFile): Candidates {
    const module = new Scope(null);
    declareStatements(this.#ts, module, file.statements);
    this.#scopes.set(file, module);
    const context: Context = { scope: module, isTopLevel: true, isBody: false, within: null, branch: null };
    for (const statement of file.statements) this.#visit(statement, context, null);
    return {
      tasks: this.#tasks,
      dags: this.#dags,
      classes: this.#classes,
      loose: this.#loose,
      calls: this.#calls,
      commonJs: this.#commonJs,
      required: this.#required,
      module,
      scopes: this.#scopes,
    };
  }

  /** `holder` is what the node would be the whole value of. */
  #visit(node: ts.Node, context: Context, holder: Holder | null): void {
    const kinds = this.#ts.SyntaxKind;
    const { kind } = node;
    // Most nodes are names, texts and types, which declare nothing.
    if (kind < kinds.FirstNode || (kind >= kinds.FirstTypeNode && kind <= kinds.LastTypeNode)) return;
    if (++this.#depth > DEEPEST) throw new RangeError("nested too deeply");
    this.#visitKind(node, context, holder);
    this.#depth--;
  }

  #visitKind(node: ts.Node, context: Context, holder: Holder | null): void {
    const ts = this.#ts;
    const kinds = ts.SyntaxKind;
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- of four hundred kinds a few declare something
    switch (node.kind) {
      case kinds.ExpressionStatement:
      case kinds.ExportAssignment: {
        const { expression } = node as ts.ExpressionStatement | ts.ExportAssignment;
        return this.#visit(expression, context, { whole: node, variable: null });
      }
      case kinds.VariableStatement:
        return this.#visitList((node as ts.VariableStatement).declarationList, node, context);
      case kinds.VariableDeclarationList:
        return this.#visitList(node as ts.VariableDeclarationList, null, context);
      case kinds.CallExpression:
        return this.#visitCall(node as ts.CallExpression, context, holder);
      case kinds.NewExpression:
        this.#dags.push({ node: node as ts.NewExpression, ...placeOf(node, context, holder) });
        return this.#children(node, context);
      case kinds.ClassDeclaration:
      case kinds.ClassExpression:
        return this.#visitClass(node as ts.ClassLikeDeclaration, context, holder);
      case kinds.PropertyAccessExpression:
      case kinds.ElementAccessExpression:
        if (isTaskAccess(ts, node)) this.#loose.push({ node: node.expression, at: node, scope: context.scope });
        return this.#children(node, context);
      case kinds.BinaryExpression:
        return this.#visitBinary(node as ts.BinaryExpression, context, holder);
      case kinds.PropertyDeclaration:
      case kinds.PropertyAssignment:
        return this.#visitProperty(node as ts.PropertyDeclaration | ts.PropertyAssignment, context);
      default:
        if (isWrapper(ts, node)) this.#visit((node as Wrapper).expression, context, holder);
        else this.#children(node, this.#inside(node, context));
    }
  }

  #children(node: ts.Node, context: Context): void {
    const branches = branchesOf(this.#ts, node);
    let inner = context;
    this.#ts.forEachChild(node, (child) => {
      this.#visit(child, branches?.includes(child) === true ? { ...inner, branch: child } : inner, null);
      // What comes after a way out runs only sometimes.
      if (context.within !== null && mayLeave(this.#ts, child)) inner = { ...inner, branch: child };
    });
  }

  #inside(node: ts.Node, context: Context): Context {
    const ts = this.#ts;
    if (ts.isBlock(node) || ts.isModuleBlock(node)) {
      const scope = this.#inner(node, context);
      declareStatements(ts, scope, node.statements);
      return { ...context, scope };
    }
    if (ts.isFunctionLike(node)) return this.#insideFunction(node, context);
    if (ts.isCaseBlock(node)) {
      const scope = this.#inner(node, context);
      for (const { statements } of node.clauses) declareStatements(ts, scope, statements);
      return { ...context, scope };
    }
    if (ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node)) {
      const scope = this.#inner(node, context);
      const start = node.initializer;
      if (start !== undefined && ts.isVariableDeclarationList(start)) declareList(ts, scope, start, false);
      return { ...context, scope, isTopLevel: false };
    }
    return context;
  }

  #insideFunction(node: ts.SignatureDeclaration, context: Context): Context {
    const ts = this.#ts;
    const keepsSelf = this.#member === node || ts.isArrowFunction(node);
    const { self } = context.scope;
    const scope = new Scope(context.scope, keepsSelf ? self : null);
    this.#scopes.set(node, scope);
    declareParameters(ts, scope, node);
    const inside = { ...context, scope, isTopLevel: false };
    if (this.#immediate === node) return inside;
    const within = ts.isConstructorDeclaration(node) && self !== null ? self.node : node;
    const isBody = context.isBody || (ts.isMethodDeclaration(node) && ts.getDecorators(node) !== undefined);
    return { ...inside, isBody, within, branch: isGenerator(ts, node) ? node : null };
  }

  #inner(node: ts.Node, { scope: parent }: Context): Scope {
    const scope = new Scope(parent);
    this.#scopes.set(node, scope);
    return scope;
  }

  #visitList(list: ts.VariableDeclarationList, statement: ts.Node | null, context: Context): void {
    for (const declaration of list.declarations) {
      if (declaration.initializer === undefined) continue;
      const whole = list.declarations.length === 1 ? statement : declaration;
      this.#visit(declaration.initializer, context, { whole, variable: this.#lastName(declaration.name) });
    }
  }

  #visitCall(node: ts.CallExpression, context: Context, holder: Holder | null): void {
    const ts = this.#ts;
    const callee = unwrapped(ts, node.expression);
    const { scope, within, branch } = context;
    const isTask = isTaskAccess(ts, callee);
    if (isTask) this.#tasks.push({ node, ...placeOf(node, context, holder) });
    else if (!context.isBody) this.#calls.push({ node, scope, within, branch });
    if (isPlainFunction(ts, callee)) this.#immediate = callee;
    this.#visit(isTask ? callee.expression : callee, context, null);
    const inner = isTask ? { ...context, isBody: true } : context;
    for (const argument of node.arguments) this.#visit(argument, inner, null);
    const [first] = node.arguments;
    const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
    const isRequire = ts.isIdentifier(node.expression) && node.expression.text === "require";
    if ((isImport || isRequire) && first !== undefined && ts.isStringLiteralLike(first))
      this.#required.push(first.text);
  }

  #visitClass(node: ts.ClassLikeDeclaration, context: Context, holder: Holder | null): void {
    const ts = this.#ts;
    const place = placeOf(node, context, holder);
    const own = new Scope(context.scope, { node, isStatic: true });
    this.#scopes.set(node, own);
    if (node.name !== undefined) own.names.set(node.name.text, { kind: "class", node });
    const variable = node.name?.text ?? holder?.variable ?? null;
    this.#classes.push({ ...place, node, variable, whole: ts.isClassDeclaration(node) ? node : place.whole });
    const scope = new Scope(own, { node, isStatic: false });
    ts.forEachChild(node, (child) => {
      this.#member = child;
      if (ts.isDecorator(child)) this.#visit(child, context, null);
      else if (!ts.isClassElement(child) || isStatic(ts, child)) this.#visit(child, { ...context, scope: own }, null);
      else if (!ts.isPropertyDeclaration(child)) this.#visit(child, { ...context, scope }, null);
      else {
        this.#scopes.set(child, scope);
        this.#visit(child, { ...context, scope, within: node, branch: null, isTopLevel: false }, null);
      }
    });
  }

  #visitBinary(node: ts.BinaryExpression, context: Context, holder: Holder | null): void {
    const isAssigned = node.operatorToken.kind === this.#ts.SyntaxKind.EqualsToken;
    const exported = isAssigned ? commonJsExport(this.#ts, node) : null;
    if (exported !== null) this.#commonJs.push(exported);
    this.#visit(node.left, context, null);
    const value = { whole: holder?.whole ?? null, variable: this.#lastName(node.left) };
    const inner = isChoice(this.#ts, node.operatorToken) ? { ...context, branch: node.right } : context;
    this.#visit(node.right, inner, isAssigned ? value : null);
  }

  #visitProperty(node: ts.PropertyDeclaration | ts.PropertyAssignment, context: Context): void {
    const value = { whole: null, variable: this.#lastName(node.name) };
    this.#ts.forEachChild(node, (child) => this.#visit(child, context, child === node.initializer ? value : null));
  }

  #lastName(node: ts.Node): string | null {
    const ts = this.#ts;
    if (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) return node.text;
    return ts.isPropertyAccessExpression(node) ? node.name.text : null;
  }
}

function placeOf(
  node: ts.Node,
  { scope, isTopLevel, within, branch }: Context,
  holder: Holder | null,
): Omit<Candidate<ts.Node>, "node"> {
  return { scope, whole: holder?.whole ?? node, variable: holder?.variable ?? null, isTopLevel, within, branch };
}

/** One whose body runs when it is called, parameters aside. */
function isPlainFunction(ts: TypeScript, node: ts.Node): boolean {
  return ts.isArrowFunction(node) || (ts.isFunctionExpression(node) && node.asteriskToken === undefined);
}

/** What calling it does not run. */
function isGenerator(ts: TypeScript, node: ts.SignatureDeclaration): boolean {
  const mayBe = ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node);
  return mayBe && node.asteriskToken !== undefined;
}
