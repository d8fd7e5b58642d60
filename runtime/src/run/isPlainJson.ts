// oxlint-disable-next-line no-control-regex -- finding NUL is the purpose
const SUSPECT = /[\u0000\ud800-\udfff]/;
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/** Deeper values, and cycles, are left to whoever can name the path of what is wrong. */
const DEEPEST = 64;

/**
 * Whether a value is certainly kept by JSON.stringify and Postgres as it is. False only means that it must be looked at
 * closely: this is the quick look that nearly every result of a task passes.
 */
export function isPlainJson(value: unknown, depth = 0): boolean {
  switch (typeof value) {
    case "string":
      return isStorable(value);
    case "boolean":
      return true;
    case "number":
      if (Number.isInteger(value)) return Number.isSafeInteger(value) && !Object.is(value, -0);
      return Number.isFinite(value);
    case "object":
      return value === null || (depth < DEEPEST && isPlainContainer(value, depth + 1));
    case "undefined":
    case "bigint":
    case "function":
    case "symbol":
    default:
      return false;
  }
}

function isPlainContainer(value: object, depth: number): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Array.prototype) {
    const items = value as readonly unknown[];
    for (let index = 0; index < items.length; index++) if (!isPlainJson(items[index], depth)) return false;
    return true;
  }
  if (prototype !== Object.prototype && prototype !== null) return false;
  const properties = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(properties)) {
    const property = properties[key];
    if (!isStorable(key) || (property !== undefined && !isPlainJson(property, depth))) return false;
  }
  return true;
}

function isStorable(text: string): boolean {
  return !SUSPECT.test(text) || (!LONE_SURROGATE.test(text) && !text.includes("\u0000"));
}
