import type { ts } from "ts-morph";
import type { Checked } from "./checked.ts";
import { partsOf, type CheckerParts, type MadeSymbol } from "./checkerParts.ts";
import { isCallable, isForeign, isNothing, isOptional, membersOf, publicProperties, without } from "./shape.ts";

/** What JSON cannot keep, by the names that the language gives it. A class that extends one is one. */
const UNKEPT = new Set(
  [
    "Map ReadonlyMap Set ReadonlySet WeakMap WeakSet WeakRef Promise PromiseLike RegExp",
    "ArrayBuffer SharedArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array",
    "Uint32Array Float16Array Float32Array Float64Array BigInt64Array BigUint64Array",
  ].flatMap((names) => names.split(" ")),
);

/** Deeper inside, only types without end go on: anything goes there. */
const DEEPEST = 40;

/**
 * What types are after their values were stored as JSON and read back: `Jsonify` of the authoring API, for types that
 * nobody can name in source. What changes nothing stays the very same type, so that it keeps its name in messages.
 *
 * It differs from `Jsonify` where that is only a matter of form: arrays are no longer readonly, and what depends on a
 * type parameter is `any`, since nothing can be said about it.
 */
export class JsonTypes {
  readonly #checked: Checked;
  readonly #parts: CheckerParts;
  readonly #made = new Map<ts.Type, ts.Type>();
  readonly #changes = new Map<ts.Type, boolean>();
  #depth = 0;

  constructor(checked: Checked) {
    this.#checked = checked;
    this.#parts = partsOf(checked.checker);
  }

  of(type: ts.Type): ts.Type {
    if (!this.#isChanged(type)) return type;
    const known = this.#made.get(type);
    if (known !== undefined) return known;
    if (this.#depth > DEEPEST) return this.#checked.checker.getAnyType();
    this.#depth++;
    const made = this.#make(type);
    this.#depth--;
    this.#made.set(type, made);
    return made;
  }

  /** Whether anything that a type is made of is another after JSON. */
  #isChanged(start: ts.Type): boolean {
    const known = this.#changes.get(start);
    if (known !== undefined) return known;
    const depths = new Map([[start, 0]]);
    let isChanged = false;
    for (const [type, depth] of depths) {
      const parts = this.#partsOf(type);
      isChanged = parts === null || this.#changes.get(type) === true;
      if (isChanged) break;
      if (depth < DEEPEST) for (const part of parts ?? []) if (!depths.has(part)) depths.set(part, depth + 1);
    }
    this.#changes.set(start, isChanged);
    if (!isChanged) for (const type of depths.keys()) this.#changes.set(type, false);
    return isChanged;
  }

  /** What a type is made of; null if it is another after JSON whatever that is. */
  #partsOf(type: ts.Type): readonly ts.Type[] | null {
    const { ts, checker } = this.#checked;
    const { TypeFlags } = ts;
    if (type.isUnion()) return type.types;
    if (this.#isPlain(type)) return [];
    if ((type.flags & TypeFlags.NonPrimitive) !== 0) return [];
    if ((type.flags & (TypeFlags.Object | TypeFlags.Intersection)) === 0) return null;
    if (checker.isTupleType(type)) return checker.getTypeArguments(type as ts.TypeReference);
    if (checker.isArrayType(type)) {
      return this.#isReadonlyArray(type) ? null : checker.getTypeArguments(type as ts.TypeReference);
    }
    if (isCallable(this.#checked, type) || this.#isUnkept(type) || this.#toJson(type) !== null) return null;
    const all = checker.getPropertiesOfType(type);
    const properties = publicProperties(this.#checked, type);
    if (all.length !== properties.length) return null;
    const parts = checker.getIndexInfosOfType(type).map((info) => info.type);
    for (const property of properties) {
      const found = checker.getTypeOfSymbol(property);
      const kept = isOptional(this.#checked, property) ? this.#withoutNothing(found) : found;
      if (membersOf(kept).some((member) => this.#isDropped(member))) return null;
      parts.push(kept);
    }
    return parts;
  }

  #make(type: ts.Type): ts.Type {
    const { ts, checker } = this.#checked;
    const { TypeFlags } = ts;
    if (type.isUnion()) return this.#parts.getUnionType(type.types.map((member) => this.of(member)));
    if (isNothing(this.#checked, type)) return checker.getNullType();
    if ((type.flags & (TypeFlags.BigIntLike | TypeFlags.ESSymbolLike)) !== 0) return checker.getNeverType();
    if ((type.flags & (TypeFlags.Object | TypeFlags.Intersection)) === 0) return checker.getAnyType();
    const json = this.#toJson(type);
    if (json !== null) return this.of(json);
    if (this.#isUnkept(type) || isCallable(this.#checked, type)) return checker.getNeverType();
    // The checker lets nobody make tuples: of one that changes nothing can be said here, but see firstMismatch.
    if (checker.isTupleType(type)) return checker.getAnyType();
    if (checker.isArrayType(type)) {
      const [element] = checker.getTypeArguments(type as ts.TypeReference);
      return element === undefined ? checker.getAnyType() : this.#parts.createArrayType(this.of(element));
    }
    return this.#makeObject(type);
  }

  #makeObject(type: ts.Type): ts.Type {
    const { ts, checker } = this.#checked;
    const members = new Map<ts.__String, MadeSymbol>();
    const values: (readonly [symbol: MadeSymbol, value: ts.Type])[] = [];
    for (const property of publicProperties(this.#checked, type)) {
      const value = checker.getTypeOfSymbol(property);
      const kept = without(this.#checked, value, (member) => this.#isDropped(member));
      if ((kept.flags & ts.TypeFlags.Never) !== 0) continue;
      const isOptionalThen = isOptional(this.#checked, property) || kept !== value;
      const flags = ts.SymbolFlags.Property | (isOptionalThen ? ts.SymbolFlags.Optional : ts.SymbolFlags.None);
      const symbol = this.#parts.createSymbol(flags, property.escapedName);
      members.set(property.escapedName, symbol);
      values.push([symbol, kept]);
    }
    const infos = checker.getIndexInfosOfType(type).flatMap(({ keyType, type: value }) => {
      if ((keyType.flags & ts.TypeFlags.ESSymbolLike) !== 0) return [];
      const kept = without(this.#checked, value, (member) => this.#isDropped(member));
      // A circle through an index signature cannot be closed: where one comes round, anything goes.
      this.#made.set(type, checker.getAnyType());
      return [this.#parts.createIndexInfo(keyType, this.of(kept), false)];
    });
    const made = this.#parts.createAnonymousType(undefined, members, [], [], infos);
    this.#made.set(type, made);
    for (const [symbol, value] of values) symbol.links.type = this.of(value);
    return made;
  }

  /** Text, numbers, truth, null, and what nothing is known about. A branded text is a text. */
  #isPlain(type: ts.Type): boolean {
    const { TypeFlags } = this.#checked.ts;
    const plain =
      TypeFlags.StringLike |
      TypeFlags.NumberLike |
      TypeFlags.BooleanLike |
      TypeFlags.Null |
      TypeFlags.Any |
      TypeFlags.Unknown |
      TypeFlags.Never;
    if (type.isIntersection()) return type.types.some((one) => this.#isPlain(one));
    return (type.flags & plain) !== 0;
  }

  #withoutNothing(type: ts.Type): ts.Type {
    return without(this.#checked, type, (member) => isNothing(this.#checked, member));
  }

  /** A property that is this is left out. */
  #isDropped(type: ts.Type): boolean {
    if (isNothing(this.#checked, type)) return true;
    if ((type.flags & this.#checked.ts.TypeFlags.ESSymbolLike) !== 0) return true;
    return isCallable(this.#checked, type) && this.#toJson(type) === null;
  }

  #toJson(type: ts.Type): ts.Type | null {
    const { ts, checker } = this.#checked;
    const method = checker.getPropertyOfType(type, "toJSON");
    if (method === undefined) return null;
    const [signature] = checker.getSignaturesOfType(checker.getTypeOfSymbol(method), ts.SignatureKind.Call);
    return signature === undefined ? null : checker.getReturnTypeOfSignature(signature);
  }

  #isUnkept(type: ts.Type, depth = 0): boolean {
    const { ts, checker } = this.#checked;
    if (type.isIntersection()) return type.types.some((one) => this.#isUnkept(one, depth));
    const symbol = type.getSymbol();
    if (symbol === undefined || depth > 10) return false;
    if (UNKEPT.has(symbol.name) && isForeign(this.#checked, type)) return true;
    if ((symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface)) === 0) return false;
    const declared = checker.getDeclaredTypeOfSymbol(symbol);
    if (!declared.isClassOrInterface()) return false;
    return checker.getBaseTypes(declared).some((base) => this.#isUnkept(base, depth + 1));
  }

  #isReadonlyArray(type: ts.Type): boolean {
    return type.getSymbol()?.name === "ReadonlyArray";
  }
}
