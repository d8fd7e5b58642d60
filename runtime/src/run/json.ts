import { errorText } from "./errorText.ts";
import { isPlainJson } from "./isPlainJson.ts";
import { utf8Length } from "./utf8Length.ts";

/** Why a value cannot be stored as JSON without changing. */
type JsonFault =
  | "json.text"
  | "json.number"
  | "json.type"
  | "json.hole"
  | "json.cycle"
  | "json.too-deep"
  | "json.too-large"
  | "json.threw";

export type EncodedJson =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly code: JsonFault;
      /** Where in the value: `result.items[3].name`. */
      readonly path: string;
      /** One sentence that names the path. */
      readonly message: string;
    };

export interface EncodeOptions {
  /** The most bytes of UTF-8 that the text may have. */
  readonly maxBytes: number;
  /** What the value itself is called in a path: "result" by default. */
  readonly root?: string;
}

/** Only what these are is lost in JSON, silently, so they are refused; any other object is its own properties. */
const UNKEPT = new Set(
  (
    "Map Set WeakMap WeakSet WeakRef Promise RegExp Error ArrayBuffer SharedArrayBuffer DataView Generator " +
    "AsyncGenerator Symbol BigInt"
  ).split(" "),
);

// oxlint-disable-next-line no-control-regex -- finding NUL is the purpose
const UNSTORABLE = /\u0000|[\ud800-\udfff]/u;

interface Fault {
  readonly code: JsonFault;
  readonly problem: string;
}

class Refusal extends Error {
  readonly fault: Fault;
  readonly path: string;

  constructor(fault: Fault, path: string) {
    super(fault.problem);
    this.fault = fault;
    this.path = path;
  }
}

/**
 * The one encoder for inputs and results: what it lets through comes back from Postgres and `JSON.parse` as it was.
 * `undefined` as the whole value is null and as a property vanishes, and `toJSON` is honoured, as in JSON.stringify.
 * What JSON.stringify would change in silence, and what Postgres would refuse, is refused here with its path. Never
 * throws, whatever getters do; one that answers differently each time is the only way around it.
 */
export function encodeJson(value: unknown, options: EncodeOptions): EncodedJson {
  const root = options.root ?? "result";
  let text: string;
  try {
    if (value === undefined) text = "null";
    else text = (isPlainJson(value) ? stringify(value) : stringify(value, checking(root))) ?? "null";
  } catch (thrown) {
    return refused(root, thrown);
  }
  const { maxBytes } = options;
  // A UTF-16 unit is at most 3 bytes: most texts need no counting.
  if (text.length * 3 > maxBytes) {
    const bytes = utf8Length(text);
    if (bytes > maxBytes)
      return failure("json.too-large", root, `has ${bytes} bytes as JSON, and ${maxBytes} are allowed`);
  }
  return { ok: true, text };
}

/** Unlike the library's type says, the answer is undefined when a `toJSON` of the whole value answers undefined. */
const stringify: (
  value: unknown,
  replacer?: (this: object, key: string, value: unknown) => unknown,
) => string | undefined = JSON.stringify;

/** Far below where Postgres or a JSON parser runs out of stack. */
const DEEPEST = 1_000;

/** A replacer that changes nothing and refuses by throwing: it sees each value once, just as it is going to be written. */
function checking(root: string) {
  /** The objects around the current value, outermost first, and the key of each in the one before. */
  const holders: object[] = [];
  const keys: string[] = [];
  return function check(this: object, key: string, value: unknown): unknown {
    while (holders.length > 0 && holders.at(-1) !== this) {
      holders.pop();
      keys.pop();
    }
    const fault = faultOf(this, key, value) ?? (typeof value === "object" ? nestingFault(value, holders) : null);
    if (fault !== null) throw new Refusal(fault, pathOf(root, holders, [...keys, key]));
    if (typeof value === "object" && value !== null) {
      holders.push(value);
      keys.push(key);
    }
    return value;
  };
}

function nestingFault(value: object | null, holders: readonly object[]): Fault | null {
  if (value === null || holders.length === 0) return null;
  if (holders.includes(value)) return { code: "json.cycle", problem: "contains itself" };
  return holders.length < DEEPEST
    ? null
    : { code: "json.too-deep", problem: `is nested deeper than ${DEEPEST} levels` };
}

function faultOf(holder: object, key: string, value: unknown): Fault | null {
  if (UNSTORABLE.test(key)) return textFault("has a key with", key);
  switch (typeof value) {
    case "string":
      return UNSTORABLE.test(value) ? textFault("has", value) : null;
    case "boolean":
      return null;
    case "number":
      return numberFault(value);
    case "object":
      return value === null ? nullFault(holder, key) : objectFault(value);
    case "undefined":
      return Array.isArray(holder) ? { code: "json.hole", problem: "is undefined, which JSON turns into null" } : null;
    case "bigint":
    case "function":
    case "symbol":
    default:
      return { code: "json.type", problem: `is a ${typeof value}, which JSON cannot keep` };
  }
}

function textFault(verb: string, text: string): Fault {
  const what = text.includes("\u0000") ? "a NUL character" : "half of a surrogate pair";
  return { code: "json.text", problem: `${verb} ${what}, which Postgres cannot store` };
}

function numberFault(value: number): Fault | null {
  if (!Number.isFinite(value)) return { code: "json.number", problem: `is ${value}, which JSON turns into null` };
  if (Object.is(value, -0)) return { code: "json.number", problem: "is -0, which JSON turns into 0" };
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    const problem = `is ${value}, an integer beyond 2^53 - 1, which other readers of JSON round; use a string`;
    return { code: "json.number", problem };
  }
  return null;
}

/** A null may be what an invalid date left behind. */
function nullFault(holder: object, key: string): Fault | null {
  const original: unknown = (holder as Record<string, unknown>)[key];
  return original instanceof Date
    ? { code: "json.type", problem: "is an invalid Date, which JSON turns into null" }
    : null;
}

function objectFault(value: object): Fault | null {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === Array.prototype || prototype === null) return null;
  const kind = ArrayBuffer.isView(value) ? "typed array" : Object.prototype.toString.call(value).slice(8, -1);
  // A boxed primitive is written as the primitive.
  if (kind === "Number") return numberFault(Number(value));
  if (kind === "String") return faultOf({}, "", value.valueOf());
  if (kind !== "typed array" && !UNKEPT.has(kind)) return null;
  const advice = kind === "Promise" ? "was it meant to be awaited?" : "convert it to plain objects, arrays and texts";
  return { code: "json.type", problem: `is a ${kind}, which JSON cannot keep; ${advice}` };
}

/** The path of the value that the last key leads to; the first key is the empty one of the whole value. */
function pathOf(root: string, holders: readonly object[], keys: readonly string[]): string {
  return keys.slice(1).reduce((path, key, index) => {
    if (Array.isArray(holders[index])) return `${path}[${key}]`;
    return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
  }, root);
}

function refused(root: string, thrown: unknown): EncodedJson {
  if (thrown instanceof Refusal) return failure(thrown.fault.code, thrown.path, thrown.fault.problem);
  if (thrown instanceof RangeError) return failure("json.too-deep", root, "is nested too deep, or too large, for JSON");
  return failure("json.threw", root, `cannot be read: ${errorText(thrown, 500)}`);
}

function failure(code: JsonFault, path: string, problem: string): EncodedJson {
  return { ok: false, code, path, message: `${path} ${problem}.` };
}
