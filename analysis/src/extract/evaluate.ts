import type { ts } from "ts-morph";
import type { At, ItemFact, PropertyFact, Value } from "../source/facts.ts";
import { Functions } from "./functions.ts";
import { isTaskAccess } from "./isTaskAccess.ts";
import { isUnterminated } from "./isUnterminated.ts";
import { Names } from "./names.ts";
import { propertyName } from "./propertyName.ts";
import { removal } from "./removal.ts";
import type { Scope } from "./scope.ts";
import type { Source } from "./source.ts";
import { unwrapped } from "./unwrapped.ts";
import type { Values } from "./values.ts";

/** Deeper expressions are taken for computed. */
const DEEPEST = 60;

/** Tells what the expressions of a file are, and gathers the values of the names they use. */
export class Evaluator implements Values {
  readonly functions: Functions;
  readonly #source: Source;
  readonly #names: Names;
  readonly #branches = new Map<ts.Node, string>();
  #depth = 0;

  /** `prefix` begins the names of its bindings, so that they are told from those of another walk over the file. */
  constructor(source: Source, prefix = "") {
    this.#source = source;
    this.functions = new Functions(source, this);
    this.#names = new Names(source, prefix, this, this.functions);
  }

  get bindings(): Readonly<Record<string, Value>> {
    return this.#names.bindings;
  }

  at(node: ts.Node): At {
    const { file, place } = this.#source;
    return place(Math.min(node.getStart(file), node.end), node.end);
  }

  start(node: ts.Node): At {
    const { file, place } = this.#source;
    const start = node.getStart(file);
    return place(start, start);
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
    if (ts.isIdentifier(node)) return this.#names.value(node, scope);
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
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return this.functions.of(node, scope, inferred);
    if (ts.isClassExpression(node)) return { kind: "class", id: ids.get(node) ?? "", at: this.start(node) };
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
      return { value: spread ? this.#names.asItIs(value, element.expression) : value, spread, removalAt };
    });
  }

  #properties(node: ts.ObjectLiteralExpression, scope: Scope): readonly PropertyFact[] {
    const { ts } = this.#source;
    return node.properties.map((property): PropertyFact => {
      const at = this.at(property);
      if (ts.isSpreadAssignment(property)) {
        return { name: null, spread: true, value: this.value(property.expression, scope), at };
      }
      const name = propertyName(this.#source, property.name);
      if (ts.isPropertyAssignment(property)) {
        const value = this.value(property.initializer, scope, name);
        return {
          name,
          spread: false,
          value: name === "requires" ? this.#names.asItIs(value, property.initializer) : value,
          at,
        };
      }
      if (ts.isShorthandPropertyAssignment(property)) {
        return { name, spread: false, value: this.#names.value(property.name, scope), at };
      }
      if (ts.isMethodDeclaration(property)) {
        return { name, spread: false, value: this.functions.of(property, scope, name), at };
      }
      return { name, spread: false, value: { kind: "unknown", at }, at };
    });
  }

  branchId(node: ts.Node): string {
    const known = this.#branches.get(node) ?? `b${this.#branches.size}`;
    this.#branches.set(node, known);
    return known;
  }
}
