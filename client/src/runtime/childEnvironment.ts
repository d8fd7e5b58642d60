/** What a process needs to find its way on this machine. Anything else of the editor's environment is not handed on. */
const PASSED = new Set([
  ...["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TMP", "TEMP"],
  ...["XDG_DATA_HOME", "XDG_RUNTIME_DIR", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR", "NO_COLOR"],
  ...["SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA"],
  // What Orchex itself reads.
  ...["DATABASE_URL", "DB_SCHEMA", "ORCHEX_HOME", "ORCHEX_IDLE_SECONDS", "DB_POOL_MIN", "DB_POOL_MAX", "LEASE_SECONDS"],
  ...["TASK_TIMEOUT_SECONDS", "MAX_ATTEMPTS", "CLAIM_POLL_INTERVAL", "STATEMENT_TIMEOUT_MS", "PREPARED_STATEMENTS"],
  ...["METRICS_FLUSH_INTERVAL", "MAX_RESULT_BYTES"],
]);

export interface ChildEnvironment {
  /** The editor's own. */
  readonly from: Readonly<Record<string, string | undefined>>;
  /** Names that the user lets through besides. */
  readonly passed?: readonly string[];
  /** From the secret storage; null leaves the choice to the project's configuration. */
  readonly databaseUrl: string | null;
  readonly schema?: string;
}

/**
 * The environment of a process that the editor starts. `NODE_OPTIONS`, loaders' settings and whatever else could change
 * what runs stay behind; in the editor's own executable Node is asked for.
 */
export function childEnvironment({ from, passed = [], databaseUrl, schema }: ChildEnvironment): NodeJS.ProcessEnv {
  const names = new Set(passed.map((name) => name.toUpperCase()).filter((name) => !NEVER.test(name)));
  const kept = Object.entries(from).filter(
    ([name]) => PASSED.has(name.toUpperCase()) || name.startsWith("LC_") || names.has(name.toUpperCase()),
  );
  return {
    ...Object.fromEntries(kept),
    ELECTRON_RUN_AS_NODE: "1",
    ...(databaseUrl !== null && { DATABASE_URL: databaseUrl }),
    ...(schema !== undefined && schema !== "" && { DB_SCHEMA: schema }),
  };
}

/** Not even on request: they make Node, or the loader of programs, run something else. */
const NEVER = /^(NODE_OPTIONS|NODE_PATH|ELECTRON_.*|VSCODE_.*|LD_PRELOAD|LD_LIBRARY_PATH|DYLD_.*)$/;
