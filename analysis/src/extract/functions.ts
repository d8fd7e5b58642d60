import type { ts } from "ts-morph";
import type { FunctionFact, Value } from "../source/facts.ts";
import { returned } from "./returned.ts";
import { declareParameters, Scope } from "./scope.ts";
import type { Source } from "./source.ts";
import type { Values } from "./values.ts";

/** Names the functions of a file, and tells what calling them gives. */
export class Functions {
  readonly #source: Source;
  readonly #values: Values;
  readonly #ids = new Map<ts.Node, string>();
  /** Functions of which it is not known yet what calling them gives. */
  readonly #calls: {
    readonly fact: { returns: Value | null };
    readonly node: ts.FunctionLikeDeclaration;
    readonly scope: Scope;
  }[] = [];

  constructor(source: Source, values: Values) {
    this.#source = source;
    this.#values = values;
  }

  of(node: ts.FunctionLikeDeclaration, scope: Scope, inferred: string | null): FunctionFact {
    const { ts, file, place } = this.#source;
    const first = node.parameters[0];
    const own =
      node.name !== undefined && !ts.isMethodDeclaration(node) && ts.isIdentifier(node.name) ? node.name : null;
    const id = this.idOf(node);
    const fact: { -readonly [Key in keyof FunctionFact]: FunctionFact[Key] } = {
      kind: "function",
      id,
      name: own === null ? inferred : this.#source.word(own.text),
      nameAt: own === null ? null : this.#values.at(own),
      inputsAt: first === undefined ? null : this.#values.at(first),
      bodyAt: node.body === undefined ? null : this.#values.at(node.body),
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
    return this.#values.value(inner, own);
  }

  /** The name of a function; that of a class stands for what making an instance runs. */
  idOf(node: ts.Node): string {
    const known = this.#ids.get(node);
    if (known !== undefined) return known;
    const id = `f${this.#ids.size}`;
    this.#ids.set(node, id);
    return id;
  }
}
