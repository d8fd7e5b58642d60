import type { ClassFact, DagFact, PropertyFact, TaskFact, Value } from "../source/facts.ts";
import type { Files } from "./files.ts";
import type { Env, Found, Head } from "./found.ts";
import { Instances } from "./instances.ts";
import { LONGEST_WAY } from "./longestWay.ts";
import { joined, stemOf } from "./modulePath.ts";

/** Follows names through the files of a workspace, and notes which of them an answer depends on. */
export class Resolver {
  readonly #files: Files;
  readonly #extra: Readonly<Record<string, Value>>;
  /** The files that were looked into since this was made. */
  readonly visited = new Set<string>();
  /** Stems of the paths that were asked for, whether a file was there or not. */
  readonly asked = new Set<string>();
  /** Other specifiers that led nowhere, each with the file that has it. */
  readonly missed = new Set<string>();
  readonly instances: Instances = new Instances(this);

  /** `extra` are bindings beside those of the facts, under names of their own. */
  constructor(files: Files, extra: Readonly<Record<string, Value>> = {}) {
    this.#files = files;
    this.#extra = extra;
  }

  resolve(value: Value, file: string, env: Env | null = null, way = 0): Found {
    const found = (head: Head): Found => ({ head, file, env });
    if (way > LONGEST_WAY) return found({ kind: "unknown", at: value.at });
    switch (value.kind) {
      case "local": {
        const binding = this.binding(value.name, file);
        return binding === undefined
          ? found({ kind: "unknown", at: value.at })
          : this.resolve(binding, file, env, way + 1);
      }
      case "import": {
        const imported = this.#imported(value.from, value.name, file, way);
        const isOther =
          value.isChanged === true && (imported?.head.kind === "array" || imported?.head.kind === "object");
        return imported === null || isOther ? found({ kind: "unknown", at: value.at }) : imported;
      }
      case "property":
        return this.#propertyOr(value, file, env, way) ?? found({ kind: "unknown", at: value.at });
      case "call":
        return this.#call(value, file, env, way) ?? found({ kind: "unknown", at: value.at });
      case "parameter":
        return this.#parameter(value, file, env, way);
      case "joined":
        return found(this.#joined(value, file, env, way));
      case "self":
        return selfIn(env) ?? found(value);
      case "text":
      case "number":
      case "constant":
      case "array":
      case "object":
      case "function":
      case "dag":
      case "task":
      case "class":
      case "unknown":
        return found(value);
    }
  }

  /** What a name of a file stands for. */
  binding(name: string, file: string): Value | undefined {
    return this.#extra[name] ?? this.#files.facts(file).bindings[name];
  }

  taskFact(file: string, id: string): TaskFact | undefined {
    return this.#files.task(file, id);
  }

  dagFact(file: string, id: string): DagFact | undefined {
    return this.#files.facts(file).dags.find((dag) => dag.id === id);
  }

  methods(file: string, owner: string): readonly TaskFact[] {
    return this.#files.facts(file).tasks.filter((task) => task.owner === owner);
  }

  classFact(file: string, id: string): ClassFact | undefined {
    return this.#files.facts(file).classes.find((one) => one.id === id);
  }

  /** What a module exports under a name. */
  exported(file: string, name: string, way = 0, seen = new Set<string>()): Found | null {
    if (seen.has(file) || way > LONGEST_WAY) return null;
    seen.add(file);
    this.visited.add(file);
    const { exports, stars } = this.#files.facts(file);
    const own = Object.hasOwn(exports, name) ? exports[name] : undefined;
    if (own !== undefined) return this.resolve(own, file, null, way + 1);
    const whole = exports["="];
    if (whole !== undefined) {
      const found = this.resolve(whole, file, null, way + 1);
      return name === "=" || name === "default" ? found : this.#property(found, name, way + 1);
    }
    if (name === "default") return null;
    for (const star of stars) {
      if (star === "orchex") return { head: { kind: "orchex", name }, file, env: null };
      const target = this.#target(file, star);
      const found = target === null ? null : this.exported(target, name, way + 1, seen);
      if (found !== null) return found;
    }
    return null;
  }

  #target(file: string, specifier: string): string | null {
    const target = this.#files.resolve(file, specifier);
    if (specifier.startsWith(".")) this.asked.add(stemOf(joined(file, specifier)));
    else if (target === null) this.missed.add(`${file}\0${specifier}`);
    if (target !== null) this.visited.add(target);
    return target;
  }

  #imported(from: string, name: string, file: string, way: number): Found | null {
    const isAll = name === "*" || name === "=";
    if (from === "orchex") return { head: { kind: "orchex", name: isAll ? "*" : name }, file, env: null };
    const target = this.#target(file, from);
    if (target === null) return from.startsWith(".") ? null : { head: { kind: "foreign" }, file, env: null };
    if (!isAll) return this.exported(target, name, way + 1);
    const whole = name === "=" && this.#files.facts(target).exports["="] !== undefined;
    return whole
      ? this.exported(target, "=", way + 1)
      : { head: { kind: "module", file: target }, file: target, env: null };
  }

  #property(of: Found, name: string, way: number): Found | null {
    const { head, file, env } = of;
    switch (head.kind) {
      case "orchex":
        return head.name === "*" || name === "default" ? { head: { kind: "orchex", name }, file, env } : null;
      case "foreign":
        return of;
      case "module":
        return this.exported(head.file, name, way + 1);
      case "object":
        return this.member(head.properties, name, file, env, way);
      case "class":
        return this.instances.staticOf(file, head.id, name, way);
      case "dag":
        return this.instances.field(of, name, way);
      case "self":
        return this.instances.fieldOf(file, head.id, { name, env: null, way });
      // A part of what is not known before the call.
      case "parameter":
        return of;
      case "array": {
        const item = head.items[Number(name)];
        const isSure = item !== undefined && head.items.slice(0, Number(name) + 1).every(({ spread }) => !spread);
        return isSure ? this.resolve(item.value, file, env, way + 1) : null;
      }
      case "text":
      case "number":
      case "constant":
      case "function":
      case "task":
      case "unknown":
        return null;
    }
  }

  #propertyOr(value: Extract<Value, { kind: "property" }>, file: string, env: Env | null, way: number): Found | null {
    const of = this.resolve(value.of, file, env, way + 1);
    const found = this.#property(of, value.name, way);
    if (value.default === undefined) return found;
    const isNone = found === null ? lacks(of.head, value.name) : isUndefined(found);
    return isNone ? this.resolve(value.default, file, env, way + 1) : found;
  }

  #parameter(value: Extract<Value, { kind: "parameter" }>, file: string, env: Env | null, way: number): Found {
    const call = callIn(value.fn, file, env);
    if (call === null) return { head: value, file, env };
    const given = call.args[value.index];
    if (given !== undefined && !isUndefined(given)) return given;
    if (value.default !== undefined) return this.resolve(value.default, file, env, way + 1);
    return given ?? { head: { kind: "constant", text: "undefined", at: value.at }, file, env };
  }

  /** The text that a template or a sum makes; a parameter if that is what is missing. */
  #joined(value: Extract<Value, { kind: "joined" }>, file: string, env: Env | null, way: number): Head {
    const parts = value.parts.map((part) => this.resolve(part, file, env, way + 1).head);
    const missing = parts.find(({ kind }) => kind !== "text" && kind !== "number" && kind !== "constant");
    if (missing !== undefined) return missing.kind === "parameter" ? missing : { kind: "unknown", at: value.at };
    // Numbers alone are added.
    if (parts.every(({ kind }) => kind !== "text")) return { kind: "unknown", at: value.at };
    return { kind: "text", text: parts.map(textOf).join(""), at: value.at, isComputed: true };
  }

  /** The value of an object's property: the last that was given, unless what cannot be known may hide it. */
  member(properties: readonly PropertyFact[], name: string, file: string, env: Env | null, way = 0): Found | null {
    for (const property of properties.toReversed()) {
      if (property.name === name) return this.resolve(property.value, file, env, way + 1);
      if (property.name !== null) continue;
      if (!property.spread) return null;
      const spread = this.resolve(property.value, file, env, way + 1);
      if (spread.head.kind === "constant") continue;
      if (spread.head.kind !== "object") return null;
      const found = this.member(spread.head.properties, name, spread.file, spread.env, way + 1);
      if (found !== null) return found;
    }
    return null;
  }

  #call(value: Extract<Value, { kind: "call" }>, file: string, env: Env | null, way: number): Found | null {
    const of = this.resolve(value.of, file, env, way + 1);
    if (of.head.kind === "foreign") return null;
    if (of.head.kind !== "function" || of.head.returns === null) return null;
    const args = value.args.map((one) => this.resolve(one, file, env, way + 1));
    const inner: Env = { file: of.file, fn: of.head.id, args, outer: of.env };
    return this.resolve(of.head.returns, of.file, inner, way + 1);
  }
}

/** The call of a function that is going on. */
function callIn(fn: string, file: string, env: Env | null): Env | null {
  for (let one = env; one !== null; one = one.outer) if (one.fn === fn && one.file === file) return one;
  return null;
}

function selfIn(env: Env | null): Found | null {
  for (let one = env; one !== null; one = one.outer) if (one.self !== undefined) return one.self;
  return null;
}

function isUndefined({ head }: Found): boolean {
  return head.kind === "constant" && head.text === "undefined";
}

/** Whether a value surely has no property of a name. */
function lacks(head: Head, name: string): boolean {
  if (head.kind === "array") return head.items.every(({ spread }) => !spread) && !(Number(name) < head.items.length);
  return head.kind === "object" && head.properties.every((one) => one.name !== null && one.name !== name);
}

function textOf(head: Head): string {
  if (head.kind === "number") return String(Number(head.text.replaceAll("_", "")));
  return head.kind === "text" || head.kind === "constant" ? head.text : "";
}
