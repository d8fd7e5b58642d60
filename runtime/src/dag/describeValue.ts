import { quote } from "./quote.ts";

/** What a value is, for a message that refuses it: "a number (5)", "a function 'extract'", "undefined". */
export function describeValue(value: unknown): string {
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

function describeFunction(value: { readonly name: string }): string {
  const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? "class" : "function";
  return value.name === "" ? `a ${kind}` : `a ${kind} ${quote(value.name)}`;
}

function describeObject(value: object | null): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return "a plain object";
  const maker: unknown = (prototype as { constructor?: unknown }).constructor;
  return typeof maker === "function" && maker.name !== "" ? `an instance of ${quote(maker.name)}` : "an object";
}
