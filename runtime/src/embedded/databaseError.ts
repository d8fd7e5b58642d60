// oxlint-disable-next-line no-restricted-imports -- the class of every error is the one thing this room shares with the others
import { OrchexError, type ErrorDetails } from "../dag/error.ts";

export type DatabaseErrorCode =
  | "database.no-embedded"
  | "database.no-unprivileged-user"
  | "database.home-unreachable"
  | "database.binaries-unusable"
  | "database.init-failed"
  | "database.start-failed"
  | "database.stop-failed"
  | "database.connect-failed"
  | "database.timeout";

/** Everything that can go wrong around the embedded server; a message never contains its password. */
export function databaseError(code: DatabaseErrorCode, message: string, details: ErrorDetails = {}): OrchexError {
  return new OrchexError(code, message, details);
}

export function isDatabaseError(error: unknown): error is OrchexError {
  return error instanceof OrchexError && error.code.startsWith("database.");
}
