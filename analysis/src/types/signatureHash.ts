import { createHash } from "node:crypto";
import { canonicalType } from "./canonicalType.ts";
import type { Checked } from "./checked.ts";
import type { JsonTypes } from "./jsonTypes.ts";
import type { TaskFunction } from "./taskFunction.ts";

/**
 * The hash of what a task takes and of what JSON keeps of its result, equal wherever and whenever it is computed from
 * the same types. Null when they are not known: something that they are made of was not found, or they have no end.
 *
 * `mayLack` tells whether a module could not be found. Then an `any` may be what came of it, and is no type to hash.
 */
export function signatureHash(
  checked: Checked,
  json: JsonTypes,
  { inputs, result }: TaskFunction,
  mayLack: () => boolean,
): string | null {
  const takes = inputs === null ? { text: "", hasAny: false } : canonicalType(checked, inputs);
  const returned = canonicalType(checked, result);
  const returns = returned === null ? null : canonicalType(checked, json.of(result));
  if (takes === null || returned === null || returns === null) return null;
  // While declarations are still left out, an inferred `any` may come of any of them.
  if (returned.hasAny && !checked.isWhole) return null;
  if ((takes.hasAny || returned.hasAny) && mayLack()) return null;
  return createHash("sha256").update(`(${takes.text})=>${returns.text}`).digest("hex");
}
