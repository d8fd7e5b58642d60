import { OrchexError } from "../dag/error.ts";
import { sqlState } from "../store/sqlState.ts";
import type { DatabaseState } from "./protocol.ts";

const STATES: Readonly<Record<string, DatabaseState>> = {
  "database.schema-missing": "uninitialised",
  "database.schema-older": "older",
  "database.schema-newer": "newer",
  "database.stopped": "stopped",
  "config.invalid": "misconfigured",
  "config.unreadable": "misconfigured",
};

const STATEMENT_TIMEOUT = "57014";
/** The database answered, and did not like the one statement. */
const ANSWERED = "database.failed";

/** What an error says about the database as a whole; null when it is only about what was asked. */
export function statusOfError(error: unknown): DatabaseState | null {
  if (!(error instanceof OrchexError)) return null;
  const known = Object.hasOwn(STATES, error.code) ? STATES[error.code] : undefined;
  if (known !== undefined) return known;
  if (!error.code.startsWith("database.") || error.code === ANSWERED) return null;
  return sqlState(error.cause) === STATEMENT_TIMEOUT ? null : "unreachable";
}
