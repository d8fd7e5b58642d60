import type { ts } from "ts-morph";
import type { At, FunctionFact, ItemFact, PropertyFact, Value } from "../source/facts.ts";
import type { TypeScript } from "../source/typescript.ts";
import type { Candidates } from "./candidates.ts";
import { isTaskAccess } from "./isTaskAccess.ts";
import { unwrapped } from "./unwrapped.ts";
import { changedNames } from "./changedNames.ts";
import { exportedNames } from "./exportedNames.ts";
import { isReassigned } from "./isReassigned.ts";
import { isUnterminated } from "./isUnterminated.ts";
import { noValues } from "./noValues.ts";
import { removal } from "./removal.ts";
import { returned } from "./returned.ts";
import { declareParameters, Scope, type Declared } from "./scope.ts";

/** Deeper expressions are taken for computed. */
const DEEPEST = 60;

/** What evaluation needs to know about the file. */
export interface Source {
  readonly ts: TypeScript;
  readonly file: ts.SourceFile;
  /** The whole text, with the bodies that the tree lacks. */
  readonly text: string;
  readonly candidates: Candidates;
  readonly ids: ReadonlyMap<ts.Node, string>;
  /** A word of the text, apart from the text. */
  readonly word: (text: string) => string;
  /** Notes a place and gives its number. */
  readonly place: (start: number, end: number) => At;
}

/** Tells what expressions are, and gathers the values of the names they use. */
export class Evaluator {
  readonly bindings: Record<string, Value> = noValues();
  readonly #source: Source;
  readonly #prefix: string;
  readonly #functions = new Map<ts.Node, string>();
  readonly #branches = new Map<ts.Node, string>();
  /** Functions of which it is not known yet what calling them gives. */
  readonly #calls: {
    readonly fact: { returns: Value | null };
    readonly node: ts.FunctionLikeDeclaration;
    readonly scope: Scope;
  }[] = [];
  #changed: ReadonlySet<string> | null = null;
  #scopes = 0;
  #depth = 0;

  /** `prefix` begins the names of its bindings, so that they are told from those of another walk over the file. */
  constructor(source: Source, prefix = "") {
    this.#source = source;
    this.#prefix = prefix;
  }

  at(node: ts.Node): At {
    const { file, place } = this.#source;
    return place(Math.min(node.getStart(file), node.end), node.end);
  }

  value(given: ts.Expression, scope: Scope, inferred: string | null = null): Value {
    const node = unwrapped(this.#source.ts, given);
    if (this.#depth > DEEPEST) return { kind: "unknown", at: this.at(node) };
    this.#depth++;
    try {
      return this.#valueOf(node, scope, inferred);
    } finally {
      this.#depth--;
    }
  }

  #valueOf(node: ts.Expression, scope: Scope, inferred: string | null): Value {
    const { ts, ids, file, word } = this.#source;
    const kind = ts.SyntaxKind;
    if (ts.isStringLiteralLike(node) && isUnterminated(node)) {
      return { kind: "unknown", at: this.#inside(node), isHalfTyped: true };
    }
    if (ts.isStringLiteralLike(node)) return { kind: "text", text: word(node.text), at: this.#inside(node) };
    if (ts.isNumericLiteral(node)) return { kind: "number", text: node.text, at: this.at(node) };
    if (ts.isTemplateExpression(node) || ts.isBinaryExpression(node)) return this.#joined(node, scope);
    if (ts.isPrefixUnaryExpression(node)) return this.#signed(node);
    if (node.kind === kind.TrueKeyword) return { kind: "constant", text: "true", at: this.at(node) };
    if (node.kind === kind.FalseKeyword) return { kind: "constant", text: "false", at: this.at(node) };
    if (node.kind === kind.NullKeyword) return { kind: "constant", text: "null", at: this.at(node) };
    if (node.kind === kind.ThisKeyword) return this.#self(node, scope);
    if (ts.isIdentifier(node)) return this.#name(node, scope);
    if (ts.isPropertyAccessExpression(node)) {
      const own = this.#ownExport(node, scope);
      if (own !== null) return own;
      return {
        kind: "property",
        of: this.value(node.expression, scope),
        name: word(node.name.text),
        at: this.at(node.name),
      };
    }
    if (ts.isElementAccessExpression(node)) {
      const key = node.argumentExpression;
      if (!ts.isStringLiteralLike(key) && !ts.isNumericLiteral(key)) return { kind: "unknown", at: this.at(node) };
      return { kind: "property", of: this.value(node.expression, scope), name: word(key.text), at: this.at(node) };
    }
    if (ts.isArrayLiteralExpression(node)) return { kind: "array", items: this.#items(node, scope), at: this.at(node) };
    if (ts.isObjectLiteralExpression(node))
      return { kind: "object", properties: this.#properties(node, scope), at: this.at(node) };
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return this.functionOf(node, scope, inferred);
    if (ts.isClassExpression(node)) return { kind: "class", id: ids.get(node) ?? "", at: this.#start(node) };
    if (ts.isNewExpression(node)) return { kind: "dag", id: ids.get(node) ?? "", at: this.at(node) };
    if (ts.isCallExpression(node)) return this.#call(node, scope);
    return { kind: "unknown", at: this.#source.place(node.getStart(file), node.end) };
  }

  /** `exports.x` or `module.exports.x`, of what this file assigns to it. */
  #ownExport(node: ts.PropertyAccessExpression, scope: Scope): Value | null {
    const { ts, candidates } = this.#source;
    const target = node.expression;
    const isModule = ts.isPropertyAccessExpression(target) && target.name.text === "exports";
    const root = isModule ? target.expression : target;
    if (!ts.isIdentifier(root) || root.text !== (isModule ? "module" : "exports")) return null;
    const own = candidates.commonJs.find(({ name }) => name === node.name.text);
    return own === undefined || scope.find(root.text) !== null ? null : this.value(own.value, candidates.module);
  }

  /** Without its quotes, the last of which may not be typed yet. */
  #inside(node: ts.StringLiteralLike): At {
    const { file, place } = this.#source;
    const start = node.getStart(file);
    return place(start + 1, isUnterminated(node) ? node.end : node.end - 1);
  }

  /** A template with substitutions, or a sum. */
  #joined(node: ts.TemplateExpression | ts.BinaryExpression, scope: Scope): Value {
    const { ts, word } = this.#source;
    const at = this.at(node);
    if (ts.isBinaryExpression(node)) {
      if (node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return { kind: "unknown", at };
      return { kind: "joined", parts: [this.value(node.left, scope), this.value(node.right, scope)], at };
    }
    const text = (part: ts.TemplateLiteralLikeNode): Value => ({ kind: "text", text: word(part.text), at });
    const rest = node.templateSpans.flatMap(({ expression, literal }) => [
      this.value(expression, scope),
      text(literal),
    ]);
    return { kind: "joined", parts: [text(node.head), ...rest], at };
  }

  /** `this` in the code of a class; a static one is the class itself. */
  #self(node: ts.Node, { self }: Scope): Value {
    const id = self === null ? undefined : this.#source.ids.get(self.node);
    if (self === null || id === undefined) return { kind: "unknown", at: this.at(node) };
    return { kind: self.isStatic ? "class" : "self", id, at: this.at(node) };
  }

  #signed(node: ts.PrefixUnaryExpression): Value {
    const { ts } = this.#source;
    const operand = unwrapped(ts, node.operand);
    const isSign = node.operator === ts.SyntaxKind.MinusToken || node.operator === ts.SyntaxKind.PlusToken;
    if (!isSign || !ts.isNumericLiteral(operand)) return { kind: "unknown", at: this.at(node) };
    const sign = node.operator === ts.SyntaxKind.MinusToken ? "-" : "";
    return { kind: "number", text: sign + operand.text, at: this.at(node) };
  }

  #call(node: ts.CallExpression, scope: Scope): Value {
    const { ts, ids } = this.#source;
    const id = ids.get(node);
    if (id !== undefined) return { kind: "task", id, at: this.at(node) };
    const callee = unwrapped(ts, node.expression);
    const [first] = node.arguments;
    if (ts.isIdentifier(callee) && callee.text === "require" && scope.find("require") === null) {
      if (first === undefined || !ts.isStringLiteralLike(first)) return { kind: "unknown", at: this.at(node) };
      return { kind: "import", from: this.#source.word(first.text), name: "=", at: this.at(node) };
    }
    if (ts.isPropertyAccessExpression(callee) && callee.name.text === "freeze" && first !== undefined) {
      if (ts.isIdentifier(callee.expression) && callee.expression.text === "Object") return this.value(first, scope);
    }
    if (callee.kind === ts.SyntaxKind.ImportKeyword && first !== undefined && ts.isStringLiteralLike(first)) {
      return { kind: "import", from: this.#source.word(first.text), name: "*", at: this.at(node) };
    }
    const isOurs = ts.isIdentifier(callee) || ts.isPropertyAccessExpression(callee);
    if (!isOurs || isTaskAccess(ts, callee)) return { kind: "unknown", at: this.at(node) };
    return {
      kind: "call",
      of: this.value(callee, scope),
      args: node.arguments.map((argument) => this.value(argument, scope)),
      at: this.at(node),
    };
  }

  #items(node: ts.ArrayLiteralExpression, scope: Scope): readonly ItemFact[] {
    const { ts, file, place, text } = this.#source;
    return node.elements.map((element, index) => {
      const spread = ts.isSpreadElement(element);
      const removalAt = place(...removal(node, index, file, text));
      const value = this.value(spread ? element.expression : element, scope);
      return { value: spread ? this.#asItIs(value, element.expression) : value, spread, removalAt };
    });
  }

  #properties(node: ts.ObjectLiteralExpression, scope: Scope): readonly PropertyFact[] {
    const { ts } = this.#source;
    return node.properties.map((property): PropertyFact => {
      const at = this.at(property);
      if (ts.isSpreadAssignment(property)) {
        return { name: null, spread: true, value: this.value(property.expression, scope), at };
      }
      const name = this.propertyName(property.name);
      if (ts.isPropertyAssignment(property)) {
        const value = this.value(property.initializer, scope, name);
        return {
          name,
          spread: false,
          value: name === "requires" ? this.#asItIs(value, property.initializer) : value,
          at,
        };
      }
      if (ts.isShorthandPropertyAssignment(property)) {
        return { name, spread: false, value: this.#name(property.name, scope), at };
      }
      if (ts.isMethodDeclaration(property)) {
        return { name, spread: false, value: this.functionOf(property, scope, name), at };
      }
      return { name, spread: false, value: { kind: "unknown", at }, at };
    });
  }

  /** The name of a property or method, or null when it is computed. */
  propertyName(node: ts.PropertyName): string | null {
    const { ts } = this.#source;
    const { word } = this.#source;
    const isPlain = ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || ts.isNumericLiteral(node);
    if (isPlain || ts.isStringLiteralLike(node)) return word(node.text);
    if (!ts.isComputedPropertyName(node)) return null;
    const inner = unwrapped(ts, node.expression);
    return ts.isStringLiteralLike(inner) ? word(inner.text) : null;
  }

  functionOf(node: ts.FunctionLikeDeclaration, scope: Scope, inferred: string | null): FunctionFact {
    const { ts, file, place } = this.#source;
    const first = node.parameters[0];
    const own =
      node.name !== undefined && !ts.isMethodDeclaration(node) && ts.isIdentifier(node.name) ? node.name : null;
    const id = this.functionId(node);
    const fact: { -readonly [Key in keyof FunctionFact]: FunctionFact[Key] } = {
      kind: "function",
      id,
      name: own === null ? inferred : this.#source.word(own.text),
      nameAt: own === null ? null : this.at(own),
      inputsAt: first === undefined ? null : this.at(first),
      bodyAt: node.body === undefined ? null : this.at(node.body),
      returns: null,
      at: place(node.getStart(file), node.end),
    };
    this.#calls.push({ fact, node, scope });
    return fact;
  }

  /**
   * Finds out what functions return. Comes last, so that typing in the body of one changes the number of no other place.
   */
  finish(): void {
    for (const { fact, node, scope } of this.#calls) fact.returns = this.#returned(node, scope);
  }

  #returned(node: ts.FunctionLikeDeclaration, scope: Scope): Value | null {
    const { ts, candidates } = this.#source;
    const { body } = node;
    const inner = returned(ts, node);
    if (inner === null || body === undefined) return null;
    let own = candidates.scopes.get(body) ?? candidates.scopes.get(node);
    if (own === undefined) {
      own = new Scope(scope);
      declareParameters(ts, own, node);
    }
    return this.value(inner, own);
  }

  /** The name of a function; that of a class stands for what making an instance runs. */
  functionId(node: ts.Node): string {
    const known = this.#functions.get(node);
    if (known !== undefined) return known;
    const id = `f${this.#functions.size}`;
    this.#functions.set(node, id);
    return id;
  }

  branchId(node: ts.Node): string {
    const known = this.#branches.get(node) ?? `b${this.#branches.size}`;
    this.#branches.set(node, known);
    return known;
  }

  #name(node: ts.Identifier, scope: Scope): Value {
    const found = scope.find(node.text);
    const at = this.at(node);
    if (found === null)
      return node.text === "undefined"
        ? { kind: "constant", text: "undefined", at }
        : { kind: "unknown", at, isUndeclared: true };
    const { declared } = found;
    if (declared.kind === "import") return this.#import(declared, at);
    if (declared.kind === "parameter") return this.#parameter(declared, found.scope, at, node.text);
    const name = this.#source.word(this.#prefix + found.scope.keyOf(node.text, () => ++this.#scopes));
    if (!Object.hasOwn(this.bindings, name)) {
      // A name that is used in its own value finds this instead of running in a circle.
      this.bindings[name] = { kind: "unknown", at };
      this.bindings[name] = this.#declared(declared, found.scope, node);
    }
    return { kind: "local", name, at };
  }

  #import({ from, name }: { readonly from: string; readonly name: string }, at: At): Value {
    const { word } = this.#source;
    return { kind: "import", from: word(from), name: word(name), at };
  }

  /** What a name stands for; `use` is where it is asked. */
  #declared(declared: Declared, scope: Scope, use: ts.Identifier): Value {
    const { ids, text } = this.#source;
    const unknown = (): Value => ({ kind: "unknown", at: this.at(use) });
    switch (declared.kind) {
      case "variable": {
        const { node, isConst } = declared;
        if (node.initializer === undefined || (!isConst && isReassigned(text, use.text))) return unknown();
        if (this.#isChanged(node.initializer, use.text)) return unknown();
        return this.value(node.initializer, scope, this.#source.word(use.text));
      }
      case "element": {
        if (!declared.isConst && isReassigned(text, use.text)) return unknown();
        let value = this.#declared(declared.of, scope, use);
        for (const { name, initializer } of declared.path) {
          value = { kind: "property", of: value, name, at: value.at, ...this.#default(initializer, scope) };
        }
        return value;
      }
      case "function":
        return isReassigned(text, use.text, 0)
          ? unknown()
          : this.functionOf(declared.node, scope, this.#source.word(use.text));
      case "class":
        return { kind: "class", id: ids.get(declared.node) ?? "", at: this.#start(declared.node) };
      case "alias":
        return this.#entity(declared.node, scope);
      case "namespace":
        return this.#namespace(declared.bodies, use);
      case "import":
        return this.#import(declared, this.at(use));
      case "parameter":
        return this.#parameter(declared, scope, this.at(use));
      case "enum":
        return this.#enum(declared.node, scope);
      case "opaque":
        return unknown();
    }
  }

  /** Whether a name is that of an array or an object which is not what it was made as. */
  #isChanged(initializer: ts.Expression, name: string): boolean {
    const { ts } = this.#source;
    const value = unwrapped(ts, initializer);
    return (ts.isArrayLiteralExpression(value) || ts.isObjectLiteralExpression(value)) && this.#changes(name);
  }

  /** Notes of what is imported where requirements are listed whether this file changes it. */
  #asItIs(value: Value, node: ts.Expression): Value {
    const name = unwrapped(this.#source.ts, node);
    if (value.kind !== "import" || !this.#source.ts.isIdentifier(name) || !this.#changes(name.text)) return value;
    return { ...value, isChanged: true };
  }

  #changes(name: string): boolean {
    this.#changed ??= changedNames(this.#source.text);
    return this.#changed.has(name);
  }

  #parameter(
    { node, index, initializer }: Extract<Declared, { kind: "parameter" }>,
    scope: Scope,
    at: At,
    name: string | null = null,
  ): Value {
    const { ts, text } = this.#source;
    const own = text.slice(node.pos, node.end);
    if (name !== null && isReassigned(own, name, initializer === null ? 0 : 1)) return { kind: "unknown", at };
    const owner = ts.isConstructorDeclaration(node) && scope.self !== null ? scope.self.node : node;
    return { kind: "parameter", fn: this.functionId(owner), index, at, ...this.#default(initializer, scope) };
  }

  #default(initializer: ts.Expression | null, scope: Scope): { readonly default?: Value } {
    return initializer === null ? {} : { default: this.value(initializer, scope) };
  }

  #enum({ name, members }: ts.EnumDeclaration, scope: Scope): Value {
    let next: number | null = 0;
    const properties = members.map((member): PropertyFact => {
      const at = this.at(member);
      let value: Value = { kind: "unknown", at };
      if (member.initializer !== undefined) value = this.value(member.initializer, scope);
      else if (next !== null) value = { kind: "number", text: `${next}`, at };
      next = value.kind === "number" ? Number(value.text) + 1 : null;
      return { name: this.propertyName(member.name), spread: false, value, at };
    });
    return { kind: "object", properties, at: this.at(name) };
  }

  #entity(node: ts.EntityName, scope: Scope): Value {
    if (this.#source.ts.isIdentifier(node)) return this.#name(node, scope);
    return {
      kind: "property",
      of: this.#entity(node.left, scope),
      name: this.#source.word(node.right.text),
      at: this.at(node.right),
    };
  }

  /** What a namespace exports, as an object. */
  #namespace(bodies: readonly ts.ModuleBlock[], use: ts.Identifier): Value {
    const { ts, candidates } = this.#source;
    const properties: PropertyFact[] = [];
    for (const body of bodies) {
      const scope = candidates.scopes.get(body);
      if (scope === undefined) continue;
      for (const name of exportedNames(ts, body.statements)) {
        const value = this.#name(name, scope);
        properties.push({ name: this.#source.word(name.text), spread: false, value, at: value.at });
      }
    }
    return { kind: "object", properties, at: this.at(use) };
  }

  #start(node: ts.Node): At {
    const { file, place } = this.#source;
    const start = node.getStart(file);
    return place(start, start);
  }
}
