import { OrchexError } from "../dag/error.ts";
import { isTransient } from "./isTransient.ts";
import { sqlState } from "./sqlState.ts";

/**
 * What a failure of the database means to a user, as one line with a remedy. `where` is the database without its
 * password. An error that is none of the database's comes back as it is.
 */
export function databaseError(error: unknown, where: string): unknown {
  if (error instanceof OrchexError) return error;
  const state = sqlState(error);
  const cause = { cause: error };
  switch (state) {
    case "28P01":
    case "28000":
      return new OrchexError("database.refused", `The database at ${where} refuses this user or password`, {
        remedy: "Check the user and the password in DATABASE_URL.",
        ...cause,
      });
    case "3D000":
      return new OrchexError("database.missing", `The database at ${where} does not exist`, {
        remedy: "Create it (createdb), or correct DATABASE_URL.",
        ...cause,
      });
    case "3F000":
    case "42P01":
    case "42883":
      return new OrchexError(
        "database.schema-missing",
        `The database at ${where} has no Orchex ledger in this schema yet`,
        {
          remedy: "Run `orchex init-db` first, or check DB_SCHEMA.",
          ...cause,
        },
      );
    case "42501":
      return new OrchexError("database.rights", `The user at ${where} lacks a right: ${messageOf(error)}`, {
        remedy: "Grant it, or use another user in DATABASE_URL.",
        ...cause,
      });
    case "08P01":
    case "26000":
    case "42P05":
      return new OrchexError(
        "database.pooler",
        `The database at ${where} is behind a pooler that keeps no session: ${messageOf(error)}`,
        {
          remedy: "Set PREPARED_STATEMENTS=off, or connect to Postgres directly.",
          ...cause,
        },
      );
    case "22021":
      return new OrchexError("usage.text", `A text was given that Postgres cannot keep: ${messageOf(error)}`, {
        remedy: "Leave out NUL characters.",
        ...cause,
      });
    case "53300":
      return new OrchexError("database.full", `The database at ${where} has no connection left`, {
        remedy: "Lower DB_POOL_MAX or the number of workers, or raise max_connections.",
        ...cause,
      });
    case undefined:
      break;
    default:
      if (/^[0-9A-Z]{5}$/.test(state) && !isTransient(error)) {
        return new OrchexError(
          "database.failed",
          `The database at ${where} answered: ${messageOf(error)} (SQLSTATE ${state})`,
          cause,
        );
      }
  }
  if (isTransient(error)) {
    return new OrchexError("database.unreachable", `The database at ${where} cannot be reached: ${messageOf(error)}`, {
      remedy: "Start it, or check host and port in DATABASE_URL; without DATABASE_URL the embedded one is used.",
      ...cause,
    });
  }
  return error;
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join("; ");
  const message = error instanceof Error ? error.message : String(error);
  return (message === "" ? (sqlState(error) ?? "no reason given") : message).split("\n", 1)[0] ?? "";
}
