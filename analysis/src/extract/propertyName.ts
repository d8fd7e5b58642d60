import type { ts } from "ts-morph";
import type { Source } from "./source.ts";
import { unwrapped } from "./unwrapped.ts";

/** The name of a property or method, or null when it is computed. */
export function propertyName({ ts, word }: Source, node: ts.PropertyName): string | null {
  const isPlain = ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || ts.isNumericLiteral(node);
  if (isPlain || ts.isStringLiteralLike(node)) return word(node.text);
  if (!ts.isComputedPropertyName(node)) return null;
  const inner = unwrapped(ts, node.expression);
  return ts.isStringLiteralLike(inner) ? word(inner.text) : null;
}
