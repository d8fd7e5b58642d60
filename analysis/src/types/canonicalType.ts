import type { ts } from "ts-morph";
import type { Checked } from "./checked.ts";
import { isCallable, isForeign, isNothing, isOptional, publicProperties, without } from "./shape.ts";

/** A type of more parts says too much to be compared, or never ends. */
const MOST_PARTS = 3_000;
const DEEPEST = 50;

/** The text of a type, and whether it says `any` somewhere. */
export interface CanonicalType {
  readonly text: string;
  readonly hasAny: boolean;
}

/**
 * A text that is equal for types that are equal in structure: without names, places and order of what has no order.
 * Null for what the checker could not find out, because a module or a global is missing.
 *
 * Types with methods that the language or a package declares are known by their names (`Date`): what these can do
 * changes with versions, and is not data.
 */
export function canonicalType(checked: Checked, type: ts.Type): CanonicalType | null {
  const writer = new Writer(checked);
  const text = writer.write(type, []);
  return text === null ? null : { text, hasAny: writer.hasAny };
}

class Writer {
  readonly #checked: Checked;
  #parts = 0;
  hasAny = false;

  constructor(checked: Checked) {
    this.#checked = checked;
  }

  /** `around` are the types that this one is a part of: one that comes round again is told by its distance. */
  write(type: ts.Type, around: readonly ts.Type[]): string | null {
    if (++this.#parts > MOST_PARTS || around.length > DEEPEST) return null;
    const { ts } = this.#checked;
    const { TypeFlags } = ts;
    const { flags } = type;
    if ((flags & TypeFlags.Any) !== 0) return this.#any(type);
    if (isNothing(this.#checked, type)) return "undefined";
    if (type.isStringLiteral()) return JSON.stringify(type.value);
    if (type.isNumberLiteral()) return String(type.value);
    if (type.isUnion()) return this.#join(type.types, around, "|");
    if (type.isIntersection() && type.types.some((one) => (one.flags & TypeFlags.Object) === 0)) {
      return this.#join(type.types, around, "&");
    }
    if ((flags & (TypeFlags.Object | TypeFlags.Intersection)) !== 0) return this.#object(type, around);
    if ((flags & TypeFlags.TemplateLiteral) !== 0) return this.#template(type as ts.TemplateLiteralType, around);
    if ((flags & (TypeFlags.Instantiable & ~TypeFlags.StringMapping)) !== 0) return this.#constraint(type, around);
    if ((flags & TypeFlags.UniqueESSymbol) !== 0) return "symbol";
    // The rest are words: string, number, bigint literals, true, null, never, unknown, object.
    return this.#checked.checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
  }

  #any(type: ts.Type): string | null {
    if ("intrinsicName" in type && type.intrinsicName === "error") return null;
    this.hasAny = true;
    return "any";
  }

  #join(types: readonly ts.Type[], around: readonly ts.Type[], sign: "|" | "&"): string | null {
    const texts = new Set<string>();
    for (const one of types) {
      const text = this.write(one, around);
      if (text === null) return null;
      texts.add(text);
    }
    if (sign === "|" && texts.has("true") && texts.has("false")) {
      texts.delete("true");
      texts.delete("false");
      texts.add("boolean");
    }
    return texts.size === 1 ? ([...texts][0] ?? null) : `(${[...texts].sort().join(sign)})`;
  }

  #constraint(type: ts.Type, around: readonly ts.Type[]): string | null {
    const constraint = this.#checked.checker.getBaseConstraintOfType(type);
    if (constraint === undefined) return "unknown";
    return constraint === type ? null : this.write(constraint, around);
  }

  #template({ texts, types }: ts.TemplateLiteralType, around: readonly ts.Type[]): string | null {
    const holes = types.map((one) => this.write(one, around));
    if (holes.includes(null)) return null;
    return `\`${texts.map((text, index) => JSON.stringify(text) + (holes[index] ?? "")).join("")}\``;
  }

  #object(type: ts.Type, around: readonly ts.Type[]): string | null {
    const { checker } = this.#checked;
    const index = around.lastIndexOf(type);
    if (index >= 0) return `^${around.length - index}`;
    const inner = [...around, type];
    if (checker.isTupleType(type)) return this.#tuple(type as ts.TypeReference, inner);
    if (checker.isArrayType(type)) {
      const [element] = checker.getTypeArguments(type as ts.TypeReference);
      const text = element === undefined ? "any" : this.write(element, inner);
      return text === null ? null : `${text}[]`;
    }
    if (isCallable(this.#checked, type)) return "function";
    const properties = publicProperties(this.#checked, type);
    if (isForeign(this.#checked, type) && this.#isNamed(type) && properties.some((one) => this.#isMethod(one))) {
      return this.#named(type, inner);
    }
    return this.#members(type, properties, inner);
  }

  #isNamed(type: ts.Type): boolean {
    const { SymbolFlags } = this.#checked.ts;
    return ((type.getSymbol()?.flags ?? 0) & (SymbolFlags.Class | SymbolFlags.Interface)) !== 0;
  }

  #isMethod(property: ts.Symbol): boolean {
    return isCallable(this.#checked, this.#checked.checker.getTypeOfSymbol(property));
  }

  #named(type: ts.Type, around: readonly ts.Type[]): string | null {
    const { ts, checker } = this.#checked;
    const isReference = "objectFlags" in type && (Number(type.objectFlags) & ts.ObjectFlags.Reference) !== 0;
    const given = isReference ? checker.getTypeArguments(type as ts.TypeReference) : [];
    const isThis = (one: ts.Type) => "isThisType" in one && one.isThisType === true;
    const texts = given.filter((one) => !isThis(one)).map((one) => this.write(one, around));
    if (texts.includes(null)) return null;
    const name = type.getSymbol()?.name ?? "";
    return texts.length === 0 ? name : `${name}<${texts.join(",")}>`;
  }

  #tuple(type: ts.TypeReference, around: readonly ts.Type[]): string | null {
    const { ts, checker } = this.#checked;
    const flags = (type.target as ts.TupleType).elementFlags;
    const texts = checker.getTypeArguments(type).map((one, index) => {
      const text = this.write(one, around);
      const flag = flags[index] ?? ts.ElementFlags.Required;
      if (text === null || (flag & ts.ElementFlags.Required) !== 0) return text;
      return (flag & ts.ElementFlags.Optional) !== 0 ? `${text}?` : `...${text}`;
    });
    return texts.includes(null) ? null : `[${texts.join(",")}]`;
  }

  #members(type: ts.Type, properties: readonly ts.Symbol[], around: readonly ts.Type[]): string | null {
    const { checker } = this.#checked;
    const texts: string[] = [];
    for (const property of properties) {
      const value = checker.getTypeOfSymbol(property);
      const isMaybe = isOptional(this.#checked, property);
      const kept = isMaybe ? without(this.#checked, value, (one) => isNothing(this.#checked, one)) : value;
      const text = this.write(kept, around);
      if (text === null) return null;
      texts.push(`${JSON.stringify(property.name)}${isMaybe ? "?" : ""}:${text}`);
    }
    for (const { keyType, type: value } of checker.getIndexInfosOfType(type)) {
      const [key, text] = [this.write(keyType, around), this.write(value, around)];
      if (key === null || text === null) return null;
      texts.push(`[${key}]:${text}`);
    }
    return `{${texts.sort().join(",")}}`;
  }
}
