import type { ClassFact, DagFact, PropertyFact, Value } from "../source/facts.ts";
import type { Env, Found, Instance } from "./found.ts";
import { LONGEST_WAY } from "./longestWay.ts";

/** What instances ask of the one who follows names. */
interface Lookup {
  readonly visited: Set<string>;
  dagFact(file: string, id: string): DagFact | undefined;
  classFact(file: string, id: string): ClassFact | undefined;
  resolve(value: Value, file: string, env: Env | null, way: number): Found;
  member(properties: readonly PropertyFact[], name: string, file: string, env: Env | null, way: number): Found | null;
}

/** Tells what classes and what is made of them hold. */
export class Instances {
  readonly #lookup: Lookup;

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  /** What an instance holds: of its class, made with what it was given. */
  field(of: Found, name: string, way: number): Found | null {
    const made = this.of(of, way);
    return made === null ? null : this.fieldOf(made.file, made.id, { name, env: made.env, way });
  }

  /** What an instance of a class holds, or of one that it extends. */
  fieldOf(
    file: string,
    id: string,
    { name, env, way }: { readonly name: string; readonly env: Env | null; readonly way: number },
  ): Found | null {
    const fact = this.#lookup.classFact(file, id);
    if (fact === undefined || way > LONGEST_WAY) return null;
    const own = this.#lookup.member(fact.fields, name, file, env, way);
    if (own !== null || fact.base === null) return own;
    const base = this.baseOf(file, fact, env, way);
    return base === null ? null : this.fieldOf(base.file, base.id, { name, env: base.env, way: way + 1 });
  }

  /** The class of what `new` makes, and what its code is run with; null if it is no class of the workspace. */
  of(of: Found, way = 0): Instance | null {
    const { head, file, env } = of;
    const fact = head.kind === "dag" ? this.#lookup.dagFact(file, head.id) : undefined;
    if (fact === undefined || way > LONGEST_WAY) return null;
    const made = this.#lookup.resolve(fact.callee, file, env, way + 1);
    if (made.head.kind !== "class") return null;
    const args = fact.args.map((one) => this.#lookup.resolve(one, file, env, way + 1));
    return this.#instanceOf(made.file, made.head.id, args, of);
  }

  #instanceOf(file: string, id: string, args: readonly Found[], self: Found): Instance | null {
    this.#lookup.visited.add(file);
    const fact = this.#lookup.classFact(file, id);
    return fact === undefined ? null : { file, id, fact, env: { file, fn: fact.init, args, outer: null, self } };
  }

  /** The class that a class extends, run with what its constructor hands on. */
  baseOf(file: string, fact: ClassFact, env: Env | null, way = 0): Instance | null {
    const base = fact.base === null ? null : this.#lookup.resolve(fact.base, file, null, way + 1);
    if (base === null || base.head.kind !== "class" || way > LONGEST_WAY) return null;
    const args = fact.superArgs?.map((one) => this.#lookup.resolve(one, file, env, way + 1)) ?? env?.args ?? [];
    const self = env?.self ?? { head: { kind: "self", id: base.head.id, at: fact.at }, file: base.file, env: null };
    return this.#instanceOf(base.file, base.head.id, args, self);
  }

  /** What a class itself holds, or one that it extends. */
  staticOf(file: string, id: string, name: string, way: number): Found | null {
    const fact = this.#lookup.classFact(file, id);
    if (fact === undefined || way > LONGEST_WAY) return null;
    const own = this.#lookup.member(fact.statics, name, file, null, way);
    if (own !== null || fact.base === null) return own;
    const base = this.#lookup.resolve(fact.base, file, null, way + 1);
    return base.head.kind === "class" ? this.staticOf(base.file, base.head.id, name, way + 1) : null;
  }
}
