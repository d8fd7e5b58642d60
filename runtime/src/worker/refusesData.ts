import { OrchexError } from "../dag/error.ts";

/** The database looked at what was sent and will never take it: SQLSTATE classes 22, 23 and 54. Anything else may pass. */
export function refusesData(error: unknown): boolean {
  const cause = error instanceof OrchexError ? error.cause : undefined;
  const state = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  return typeof state === "string" && /^(?:22|23|54)[0-9A-Z]{3}$/.test(state);
}
