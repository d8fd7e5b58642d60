import type { Result } from "orchex/dag";

/** Reads the inputs of a run: a JSON object, of which an own `__proto__` stays a plain property. */
export function parseInputs(text: string): Result<Readonly<Record<string, unknown>>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return { ok: true, value: value as Readonly<Record<string, unknown>> };
  }
  return { ok: false, error: Array.isArray(value) ? "[…]" : JSON.stringify(value) };
}
