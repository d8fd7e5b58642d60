import type { Wire } from "./protocol.ts";

/** Says of a value what `JSON.stringify` makes of it, which is what the other side sees. */
export function wire<Value>(value: Value): Wire<Value> {
  return value as Wire<Value>;
}
