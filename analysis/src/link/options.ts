import type { Env, Found } from "./found.ts";
import type { Resolver } from "./resolver.ts";
import type { At, Value } from "../source/facts.ts";

/** One option, where it is written. */
interface WrittenOption {
  readonly value: Value;
  readonly file: string;
  readonly env: Env | null;
  /** The whole property. */
  readonly at: At;
}

/** The options of an object, the last of each name, and whether there may be more. */
export interface WrittenOptions {
  readonly options: ReadonlyMap<string, WrittenOption>;
  readonly isComplete: boolean;
}

export function writtenOptions(resolver: Resolver, { head, file, env }: Found, depth = 0): WrittenOptions {
  const options = new Map<string, WrittenOption>();
  if (head.kind !== "object" || depth > 20) return { options, isComplete: head.kind === "constant" };
  let isComplete = true;
  for (const { name, spread, value, at } of head.properties) {
    if (name !== null) options.set(name, { value, file, env, at });
    else if (!spread) isComplete = false;
    else {
      const inner = writtenOptions(resolver, resolver.resolve(value, file, env), depth + 1);
      for (const [key, option] of inner.options) options.set(key, option);
      if (!inner.isComplete) {
        isComplete = false;
        // It may replace whatever came before it.
        for (const key of options.keys()) if (!inner.options.has(key)) options.delete(key);
      }
    }
  }
  return { options, isComplete };
}

/** What cannot be known from the source. */
export const UNKNOWN = Symbol("unknown");

/** The value of an option as a value of JavaScript, as far as a judge of options looks at it. */
export function plainValue({ head }: Found): unknown {
  switch (head.kind) {
    case "text":
      return head.text;
    case "number":
      return Number(head.text.replaceAll("_", ""));
    case "constant":
      return head.text === "null" ? null : head.text === "undefined" ? undefined : head.text === "true";
    case "array":
      return head.items.some(({ spread }) => spread) ? UNKNOWN : Array.from(head.items, () => null);
    case "object":
      return {};
    case "function":
      return Object.defineProperty(() => undefined, "name", { value: head.name ?? "" });
    case "dag":
    case "task":
    case "class":
    case "orchex":
    case "module":
    case "foreign":
    case "parameter":
    case "self":
    case "unknown":
      return UNKNOWN;
  }
}
