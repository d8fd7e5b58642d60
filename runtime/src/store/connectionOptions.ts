import { types as pgTypes, type ClientConfig, type CustomTypesConfig } from "pg";

/** How the ledger is reached. The URL holds a password: it never goes into a message or a log. */
export interface DatabaseOptions {
  readonly url: string;
  readonly schema: string;
  /** Milliseconds a statement may take on the server; 0 is no limit. */
  readonly statementTimeoutMs: number;
  /** Off behind a pooler in transaction mode: no named statements, nothing set on the session. */
  readonly preparedStatements: boolean;
  /** Shown by the server in pg_stat_activity. */
  readonly applicationName: string;
}

const JSON_OID = 114;
const JSONB_OID = 3802;

/** JSON comes back as text: most of it is only passed on, and what is read is parsed where it is read. */
const types: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === JSON_OID || oid === JSONB_OID
      ? (text: string) => text
      : format === "binary"
        ? pgTypes.getTypeParser(oid, "binary")
        : pgTypes.getTypeParser(oid, "text")) as CustomTypesConfig["getTypeParser"],
};

/** Longer than the server may take, so that the client gives up only on a connection that is wedged. */
const CLIENT_GRACE_MS = 5_000;

function patienceMs(statementTimeoutMs: number): number {
  return statementTimeoutMs + Math.min(CLIENT_GRACE_MS, statementTimeoutMs);
}
const CONNECT_TIMEOUT_MS = 10_000;

export function clientConfig(options: DatabaseOptions): ClientConfig {
  const session: ClientConfig =
    options.preparedStatements && options.statementTimeoutMs > 0
      ? { statement_timeout: options.statementTimeoutMs }
      : {};
  return {
    connectionString: options.url,
    application_name: options.applicationName,
    types,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ...(options.statementTimeoutMs > 0 ? { query_timeout: patienceMs(options.statementTimeoutMs) } : {}),
    ...session,
  };
}
