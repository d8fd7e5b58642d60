import { OrchexError } from "../dag/error.ts";
import { isTransient } from "./isTransient.ts";
import { sqlState } from "./sqlState.ts";

/** A pooler gives this one state to everything that it says by itself, also that the server behind it is away. */
const ABOUT_SESSIONS = /startup parameter|prepared statement|bind message/;

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
      if (state === "08P01" && !ABOUT_SESSIONS.test(messageOf(error))) break;
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
  const refusal = refusalOf(error, where);
  if (refusal !== null) return refusal;
  if (isTransient(error) || (error as { readonly syscall?: unknown } | null)?.syscall === "connect") {
    return new OrchexError("database.unreachable", `The database at ${where} cannot be reached: ${messageOf(error)}`, {
      remedy: "Start it, or check host and port in DATABASE_URL; without DATABASE_URL the embedded one is used.",
      ...cause,
    });
  }
  return error;
}

const INSECURE = /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO$)/;

/** What the driver says by itself while it connects; of these it tells only the words apart. */
function refusalOf(error: unknown, where: string): OrchexError | null {
  if (!(error instanceof Error)) return null;
  const cause = { cause: error };
  if (/^SASL: .* client password must be/.test(error.message)) {
    return new OrchexError("database.refused", `The database at ${where} asks for a password, and none is given`, {
      remedy: "Write it into DATABASE_URL: postgresql://user:password@host:5432/database.",
      ...cause,
    });
  }
  if (/\bSSL connection/.test(error.message)) {
    return new OrchexError("database.tls", `The database at ${where} offers no SSL connection`, {
      remedy: "Take sslmode and ssl out of DATABASE_URL, or check host and port in it.",
      ...cause,
    });
  }
  if (!INSECURE.test(sqlState(error) ?? "")) return null;
  return new OrchexError("database.tls", `No secure connection to the database at ${where}: ${messageOf(error)}`, {
    remedy:
      "Name the authority of its certificate in DATABASE_URL with sslrootcert=FILE, or trust any with sslmode=no-verify.",
    ...cause,
  });
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join("; ");
  const message = error instanceof Error ? error.message : String(error);
  return (message === "" ? (sqlState(error) ?? "no reason given") : message).split("\n", 1)[0] ?? "";
}
