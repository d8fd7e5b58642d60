import type { Value } from "../source/facts.ts";

/**
 * An empty table of values by name. Without a prototype it is a table to V8 from the start; as a plain object it would get
 * a hidden class for every name that is ever put in, in all files, which costs more than what the names stand for.
 */
export function noValues(): Record<string, Value> {
  return Object.create(null) as Record<string, Value>;
}
