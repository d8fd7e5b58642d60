import type { Result } from "../dag/result.ts";
import { describeValue } from "../declare/describeValue.ts";
import { isIn, type Range } from "./ranges.ts";

/** One entry of the table of settings. */
export interface Setting<Value> {
  /** In the environment and in `.env`. */
  readonly name: string;
  readonly initial: Value;
  /** Never shown as it is. */
  readonly isSecret: boolean;
  readonly description: string;
  /** Reads what a flag, the environment or a file says; the error reads well after the name ("must be …"). */
  readonly read: (given: unknown) => Result<Value>;
}

interface About {
  readonly description: string;
  readonly isSecret?: boolean;
}

export function text(name: string, about: About): Setting<string | null> {
  return setting(name, null, about, (given) =>
    typeof given === "string" && given !== "" ? ok(given) : no("a text", given),
  );
}

/** A name that needs no quotes in SQL and that Postgres does not cut off. */
export function identifier(name: string, initial: string, about: About): Setting<string> {
  return setting(name, initial, about, (given) => {
    if (typeof given !== "string" || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(given)) {
      return no("a name of letters, digits and _ that does not begin with a digit", given);
    }
    if (given.length > 63) return no(`at most 63 characters long, not ${given.length}`, given);
    if (/^information_schema$/i.test(given)) return no("another name: this one is Postgres's own", given);
    return /^pg_/i.test(given) ? no("another name: Postgres keeps those that begin with pg_", given) : ok(given);
  });
}

export function integer(name: string, initial: number, range: Range, about: About): Setting<number> {
  return setting(name, initial, about, (given) => {
    const value = typeof given === "string" && /^\s*[+-]?\d+\s*$/.test(given) ? Number(given) : given;
    return Number.isSafeInteger(value) ? inRange(value as number, range) : no("an integer", given);
  });
}

export function number(name: string, initial: number, range: Range, about: About): Setting<number> {
  return setting(name, initial, about, (given) => {
    const value = typeof given === "string" && /^\s*[+-]?\d*\.?\d+\s*$/.test(given) ? Number(given) : given;
    return Number.isFinite(value) ? inRange(value as number, range) : no("a number", given);
  });
}

export function choice<const Choice extends string>(
  name: string,
  initial: Choice,
  choices: readonly Choice[],
  about: About,
): Setting<Choice> {
  return setting(name, initial, about, (given) => {
    const found = choices.find((one) => one === given);
    return found === undefined ? no(`one of ${choices.join(", ")}`, given) : ok(found);
  });
}

export function onOff(name: string, initial: boolean, about: About): Setting<boolean> {
  const meanings = new Map<unknown, boolean>([
    ["on", true],
    ["true", true],
    ["1", true],
    [true, true],
    ["off", false],
    ["false", false],
    ["0", false],
    [false, false],
  ]);
  return setting(name, initial, about, (given) => {
    const value = meanings.get(typeof given === "string" ? given.toLowerCase() : given);
    return value === undefined ? no("on or off", given) : ok(value);
  });
}

function setting<Value>(name: string, initial: Value, about: About, read: Setting<Value>["read"]): Setting<Value> {
  return { name, initial, isSecret: about.isSecret === true, description: about.description, read };
}

function ok<Value>(value: Value): Result<Value> {
  return { ok: true, value };
}

function no(wanted: string, given: unknown): { readonly ok: false; readonly error: string } {
  const got = typeof given === "string" ? `'${given}'` : describeValue(given);
  return { ok: false, error: `must be ${wanted} (got ${got})` };
}

function inRange(value: number, range: Range): Result<number> {
  if (isIn(value, range)) return ok(value);
  return { ok: false, error: `must be from ${range.from} to ${range.to} (got ${value})` };
}
