import type { ts } from "ts-morph";
import type { At, PropertyFact, Value } from "../source/facts.ts";
import { changedNames } from "./changedNames.ts";
import { exportedNames } from "./exportedNames.ts";
import type { Functions } from "./functions.ts";
import { isReassigned } from "./isReassigned.ts";
import { noValues } from "./noValues.ts";
import { propertyName } from "./propertyName.ts";
import type { Declared, Scope } from "./scope.ts";
import type { Source } from "./source.ts";
import { unwrapped } from "./unwrapped.ts";
import type { Values } from "./values.ts";

/** Tells what names stand for, and gathers the values of those that are used. */
export class Names {
  readonly bindings: Record<string, Value> = noValues();
  readonly #source: Source;
  readonly #prefix: string;
  readonly #values: Values;
  readonly #functions: Functions;
  #changed: ReadonlySet<string> | null = null;
  #scopes = 0;

  /** `prefix` begins the names of its bindings, so that they are told from those of another walk over the file. */
  constructor(source: Source, prefix: string, values: Values, functions: Functions) {
    this.#source = source;
    this.#prefix = prefix;
    this.#values = values;
    this.#functions = functions;
  }

  value(node: ts.Identifier, scope: Scope): Value {
    const found = scope.find(node.text);
    const at = this.#values.at(node);
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
    const unknown = (): Value => ({ kind: "unknown", at: this.#values.at(use) });
    switch (declared.kind) {
      case "variable": {
        const { node, isConst } = declared;
        if (node.initializer === undefined || (!isConst && isReassigned(text, use.text))) return unknown();
        if (this.#isChanged(node.initializer, use.text)) return unknown();
        return this.#values.value(node.initializer, scope, this.#source.word(use.text));
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
          : this.#functions.of(declared.node, scope, this.#source.word(use.text));
      case "class":
        return { kind: "class", id: ids.get(declared.node) ?? "", at: this.#values.start(declared.node) };
      case "alias":
        return this.#entity(declared.node, scope);
      case "namespace":
        return this.#namespace(declared.bodies, use);
      case "import":
        return this.#import(declared, this.#values.at(use));
      case "parameter":
        return this.#parameter(declared, scope, this.#values.at(use));
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
  asItIs(value: Value, node: ts.Expression): Value {
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
    return { kind: "parameter", fn: this.#functions.idOf(owner), index, at, ...this.#default(initializer, scope) };
  }

  #default(initializer: ts.Expression | null, scope: Scope): { readonly default?: Value } {
    return initializer === null ? {} : { default: this.#values.value(initializer, scope) };
  }

  #enum({ name, members }: ts.EnumDeclaration, scope: Scope): Value {
    let next: number | null = 0;
    const properties = members.map((member): PropertyFact => {
      const at = this.#values.at(member);
      let value: Value = { kind: "unknown", at };
      if (member.initializer !== undefined) value = this.#values.value(member.initializer, scope);
      else if (next !== null) value = { kind: "number", text: `${next}`, at };
      next = value.kind === "number" ? Number(value.text) + 1 : null;
      return { name: propertyName(this.#source, member.name), spread: false, value, at };
    });
    return { kind: "object", properties, at: this.#values.at(name) };
  }

  #entity(node: ts.EntityName, scope: Scope): Value {
    if (this.#source.ts.isIdentifier(node)) return this.value(node, scope);
    return {
      kind: "property",
      of: this.#entity(node.left, scope),
      name: this.#source.word(node.right.text),
      at: this.#values.at(node.right),
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
        const value = this.value(name, scope);
        properties.push({ name: this.#source.word(name.text), spread: false, value, at: value.at });
      }
    }
    return { kind: "object", properties, at: this.#values.at(use) };
  }
}
