import type { ts } from "ts-morph";
import type { TypeScript } from "../source/typescript.ts";

/** How a name came into its scope. */
export type Declared =
  | { readonly kind: "variable"; readonly node: ts.VariableDeclaration; readonly isConst: boolean }
  | {
      readonly kind: "element";
      readonly of: Declared;
      readonly path: readonly Step[];
      readonly isConst: boolean;
    }
  | { readonly kind: "function"; readonly node: ts.FunctionDeclaration }
  | { readonly kind: "class"; readonly node: ts.ClassLikeDeclaration }
  | { readonly kind: "import"; readonly from: string; readonly name: string }
  | { readonly kind: "alias"; readonly node: ts.EntityName }
  | { readonly kind: "namespace"; readonly bodies: ts.ModuleBlock[] }
  | { readonly kind: "enum"; readonly node: ts.EnumDeclaration }
  | {
      readonly kind: "parameter";
      readonly node: ts.SignatureDeclaration;
      readonly index: number;
      readonly type: ts.TypeNode | null;
      readonly initializer: ts.Expression | null;
    }
  | { readonly kind: "opaque" };

/** One step into a pattern, and what stands there if nothing is given. */
interface Step {
  readonly name: string;
  readonly initializer: ts.Expression | null;
}

/** What `this` is. */
export interface Self {
  readonly node: ts.ClassLikeDeclaration;
  readonly isStatic: boolean;
}

/** The names of one block, function or module, and where to look for all others. */
export class Scope {
  readonly parent: Scope | null;
  readonly names = new Map<string, Declared>();
  readonly self: Self | null;
  #number: number | null = null;

  constructor(parent: Scope | null, self: Self | null = parent?.self ?? null) {
    this.parent = parent;
    this.self = self;
  }

  find(name: string): { readonly scope: Scope; readonly declared: Declared } | null {
    const declared = this.names.get(name);
    return declared === undefined ? (this.parent?.find(name) ?? null) : { scope: this, declared };
  }

  /** Names the scope in keys of bindings; numbers are given on demand, so that most edits change none. */
  keyOf(name: string, next: () => number): string {
    if (this.parent === null) return name;
    this.#number ??= next();
    return `${name}@${this.#number}`;
  }
}

/** Adds what statements declare to their scope. */
export function declareStatements(ts: TypeScript, scope: Scope, statements: Iterable<ts.Statement>): void {
  for (const statement of statements) {
    if (ts.isVariableStatement(statement)) declareList(ts, scope, statement.declarationList, true);
    else if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) {
      // Of overloads the implementation counts, which comes last.
      scope.names.set(statement.name.text, { kind: "function", node: statement });
    } else if (ts.isClassDeclaration(statement) && statement.name !== undefined) {
      scope.names.set(statement.name.text, { kind: "class", node: statement });
    } else if (ts.isImportDeclaration(statement)) declareImport(ts, scope, statement);
    else if (ts.isImportEqualsDeclaration(statement)) declareImportEquals(ts, scope, statement);
    else if (ts.isModuleDeclaration(statement)) declareNamespace(ts, scope, statement);
    else if (ts.isEnumDeclaration(statement)) declareEnum(scope, statement);
  }
}

/** Adds variables; those of a loop have no value of their own. */
export function declareList(ts: TypeScript, scope: Scope, list: ts.VariableDeclarationList, hasValues: boolean): void {
  const isConst = (list.flags & ts.NodeFlags.Const) !== 0;
  for (const node of list.declarations) {
    const declared: Declared = hasValues ? { kind: "variable", node, isConst } : { kind: "opaque" };
    declareName(ts, scope, node.name, declared, isConst);
  }
}

export function declareParameters(ts: TypeScript, scope: Scope, node: ts.SignatureDeclaration): void {
  node.parameters.forEach((parameter, index) => {
    const type = parameter.type ?? null;
    const initializer = parameter.initializer ?? null;
    const isOne = parameter.dotDotDotToken === undefined;
    const declared: Declared = isOne ? { kind: "parameter", node, index, type, initializer } : { kind: "opaque" };
    declareName(ts, scope, parameter.name, declared, true);
  });
}

function declareName(ts: TypeScript, scope: Scope, name: ts.BindingName, declared: Declared, isConst: boolean): void {
  if (ts.isIdentifier(name)) {
    scope.names.set(name.text, declared);
    return;
  }
  name.elements.forEach((element, index) => {
    if (ts.isOmittedExpression(element)) return;
    const key = element.propertyName ?? element.name;
    const text = ts.isArrayBindingPattern(name)
      ? `${index}`
      : ts.isIdentifier(key) || ts.isStringLiteralLike(key)
        ? key.text
        : null;
    const isKnown = text !== null && element.dotDotDotToken === undefined && declared.kind !== "opaque";
    if (!isKnown) {
      declareName(ts, scope, element.name, { kind: "opaque" }, isConst);
      return;
    }
    const path = [{ name: text, initializer: element.initializer ?? null }];
    const inner: Declared =
      declared.kind === "element"
        ? { ...declared, path: [...declared.path, ...path] }
        : { kind: "element", of: declared, path, isConst };
    declareName(ts, scope, element.name, inner, isConst);
  });
}

function declareImport(ts: TypeScript, scope: Scope, { importClause, moduleSpecifier }: ts.ImportDeclaration): void {
  if (importClause === undefined || !ts.isStringLiteral(moduleSpecifier)) return;
  const from = moduleSpecifier.text;
  if (importClause.name !== undefined)
    scope.names.set(importClause.name.text, { kind: "import", from, name: "default" });
  const bindings = importClause.namedBindings;
  if (bindings === undefined) return;
  if (ts.isNamespaceImport(bindings)) {
    scope.names.set(bindings.name.text, { kind: "import", from, name: "*" });
    return;
  }
  for (const { name, propertyName } of bindings.elements) {
    scope.names.set(name.text, { kind: "import", from, name: (propertyName ?? name).text });
  }
}

function declareImportEquals(ts: TypeScript, scope: Scope, node: ts.ImportEqualsDeclaration): void {
  const reference = node.moduleReference;
  if (!ts.isExternalModuleReference(reference)) scope.names.set(node.name.text, { kind: "alias", node: reference });
  else if (ts.isStringLiteralLike(reference.expression)) {
    scope.names.set(node.name.text, { kind: "import", from: reference.expression.text, name: "=" });
  }
}

/** Namespaces of one name are one; `A.B` nests. */
function declareNamespace(ts: TypeScript, scope: Scope, node: ts.ModuleDeclaration): void {
  if (!ts.isIdentifier(node.name) || node.body === undefined || !ts.isModuleBlock(node.body)) return;
  const earlier = scope.names.get(node.name.text);
  if (earlier?.kind === "namespace") earlier.bodies.push(node.body);
  else scope.names.set(node.name.text, { kind: "namespace", bodies: [node.body] });
}

/** Enums of one name are one, of which only the first tells its numbers. */
function declareEnum(scope: Scope, node: ts.EnumDeclaration): void {
  const isAgain = scope.names.has(node.name.text);
  scope.names.set(node.name.text, isAgain ? { kind: "opaque" } : { kind: "enum", node });
}
