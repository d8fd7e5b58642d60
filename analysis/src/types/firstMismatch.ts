import type { ts } from "ts-morph";
import type { Checked } from "./checked.ts";
import { isCallable, isNothing, isOptional, membersOf, without } from "./shape.ts";

/** Deeper inside, the types are shown whole. */
const DEEPEST = 12;

/** Where two types part: at the first property that is wrong. */
export interface Mismatch {
  /** Properties from the outside in; `[]` is what an array holds, `[1]` a place in a tuple. */
  readonly path: readonly string[];
  readonly expected: ts.Type;
  /** Null when there is no such property. */
  readonly given: ts.Type | null;
  /** There is such a property sometimes only. */
  readonly isMaybe: boolean;
}

/**
 * Null if `expected` accepts `given`, which is what JSON gives back. When the checker says yes, that is all. When it
 * says no, objects, arrays and tuples are compared part by part to find out where; and two noes are taken back that are
 * about form, not about values: a tuple that is readonly, and a property that may be missing where undefined will do.
 */
export function firstMismatch(
  checked: Checked,
  given: ts.Type,
  expected: ts.Type,
  path: readonly string[] = [],
): Mismatch | null {
  const { ts, checker } = checked;
  if (checker.isTypeAssignableTo(given, expected)) return null;
  if ((expected.flags & ts.TypeFlags.Instantiable) !== 0) {
    // Whoever calls a generic function chooses what stands here, as far as its constraint goes.
    const constraint = checker.getBaseConstraintOfType(expected);
    return constraint === undefined ? null : firstMismatch(checked, given, constraint, path);
  }
  const here: Mismatch = { path, expected, given, isMaybe: false };
  const target = onlyObject(checked, expected);
  if (target === null || onlyObject(checked, given) !== given) return here;
  if (path.length >= DEEPEST || isCallable(checked, target)) return here;
  const items = itemsOf(checked, given, target);
  if (items === null) return propertyMismatch(checked, given, target, here);
  for (const { name, part, wanted } of items) {
    const mismatch = firstMismatch(checked, part, wanted, [...path, name]);
    if (mismatch !== null) return mismatch;
  }
  return items.length > 0 ? null : here;
}

function propertyMismatch(checked: Checked, given: ts.Type, target: ts.Type, here: Mismatch): Mismatch | null {
  const { checker } = checked;
  let isForgiven = false;
  for (const property of checker.getPropertiesOfType(target)) {
    const wanted = checker.getTypeOfSymbol(property);
    const mayLack = isOptional(checked, property) || membersOf(wanted).some((member) => isNothing(checked, member));
    const path = [...here.path, property.name];
    const found = checker.getPropertyOfType(given, property.name);
    if (found === undefined) {
      if (checker.getIndexTypeOfType(given, checked.ts.IndexKind.String) !== undefined) continue;
      if (!mayLack) return { path, expected: wanted, given: null, isMaybe: false };
      isForgiven ||= !isOptional(checked, property);
      continue;
    }
    const isMaybe = isOptional(checked, found);
    const value = checker.getTypeOfSymbol(found);
    const kept = isMaybe ? without(checked, value, (member) => isNothing(checked, member)) : value;
    const mismatch = firstMismatch(checked, kept, wanted, path);
    if (mismatch !== null) return mismatch;
    if (isMaybe && !mayLack) return { path, expected: wanted, given: kept, isMaybe };
    isForgiven ||= isMaybe ? !isOptional(checked, property) : !checker.isTypeAssignableTo(kept, wanted);
  }
  return isForgiven ? null : here;
}

interface Item {
  readonly name: string;
  readonly part: ts.Type;
  readonly wanted: ts.Type;
}

/** What stands at the same places of two arrays or tuples; nothing if they cannot be compared so, null for objects. */
function itemsOf({ ts, checker }: Checked, given: ts.Type, target: ts.Type): readonly Item[] | null {
  const isList = (type: ts.Type) => checker.isTupleType(type) || checker.isArrayType(type);
  if (!isList(given) && !isList(target)) return null;
  if (!isList(given) || !isList(target)) return [];
  const parts = checker.getTypeArguments(given as ts.TypeReference);
  const wanted = checker.getTypeArguments(target as ts.TypeReference);
  if (checker.isArrayType(target)) {
    const [element] = wanted;
    if (element === undefined) return [];
    const isTuple = checker.isTupleType(given);
    return parts.map((part, index) => ({ name: isTuple ? `[${index}]` : "[]", part, wanted: element }));
  }
  const isFixed = (type: ts.Type) =>
    checker.isTupleType(type) &&
    ((type as ts.TypeReference).target as ts.TupleType).elementFlags.every((flag) => flag === ts.ElementFlags.Required);
  if (!isFixed(given) || !isFixed(target) || parts.length !== wanted.length) return [];
  return parts.flatMap((part, index) => {
    const one = wanted[index];
    return one === undefined ? [] : [{ name: `[${index}]`, part, wanted: one }];
  });
}

/** The type itself, or what is left of a union without null and undefined, if that is one object. */
function onlyObject(checked: Checked, type: ts.Type): ts.Type | null {
  const { TypeFlags } = checked.ts;
  const members = membersOf(type).filter((one) => !isNothing(checked, one) && (one.flags & TypeFlags.Null) === 0);
  const [only] = members;
  if (only === undefined || members.length > 1) return null;
  return (only.flags & (TypeFlags.Object | TypeFlags.Intersection)) === 0 ? null : only;
}
