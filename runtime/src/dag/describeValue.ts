import { quote } from "./quote.ts";

/** What a value is, for a message that refuses it: "a number (5)", "a function 'extract'", "undefined". */
export function describeValue(value: unknown): string {
  try {
    return describe(value);
  } catch {
    return "a value that throws when it is looked at";
  }
}

function describe(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `the text ${quote(value)}`;
    case "number":
    case "boolean":
    case "bigint":
      return `a ${typeof value} (${value})`;
    case "undefined":
      return "undefined";
    case "symbol":
      return "a symbol";
    case "function":
      return describeFunction(value);
    case "object":
    default:
      return describeObject(value as object | null);
  }
}

function describeFunction(value: { readonly name: unknown }): string {
  const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? "class" : "function";
  return `a ${kind}${nameOf(value)}`;
}

function describeObject(value: object | null): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return "a plain object";
  const maker: unknown = (prototype as { constructor?: unknown }).constructor;
  const name = typeof maker === "function" ? nameOf(maker) : "";
  return name === "" ? "an object" : `an instance of${name}`;
}

/** With a space before it; a class may have made it anything. */
function nameOf({ name }: { readonly name: unknown }): string {
  return typeof name === "string" && name !== "" ? ` ${quote(name)}` : "";
}
