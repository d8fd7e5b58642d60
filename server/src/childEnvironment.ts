/** What a process needs to find its way on this machine, and what Orchex itself reads. */
const PASSED: ReadonlySet<string> = new Set(
  [
    "PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TMPDIR TMP TEMP XDG_DATA_HOME XDG_RUNTIME_DIR",
    "NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR",
    "SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT USERPROFILE APPDATA LOCALAPPDATA",
    "DATABASE_URL DB_SCHEMA DB_POOL_MIN DB_POOL_MAX STATEMENT_TIMEOUT_MS PREPARED_STATEMENTS",
    "TASK_TIMEOUT_SECONDS MAX_ATTEMPTS LEASE_SECONDS CLAIM_POLL_INTERVAL METRICS_FLUSH_INTERVAL",
    "MAX_RESULT_BYTES LOG_LEVEL",
  ].flatMap((names) => names.split(" ")),
);
/** Not even on request: they make Node, or the loader of programs, run something else. */
const NEVER = /^(?:NODE_.*|ELECTRON_.*|VSCODE_.*|LD_.*|DYLD_.*)$/;

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of the link's process: an allow-list, and the names that the user lets through besides. */
export function childEnvironment(from: Environment, besides: readonly string[]): NodeJS.ProcessEnv {
  const wanted = new Set(besides.map((name) => name.toUpperCase()).filter((name) => !NEVER.test(name)));
  const kept = Object.entries(from).filter(([name]) => {
    const upper = name.toUpperCase();
    return PASSED.has(upper) || upper.startsWith("LC_") || upper.startsWith("ORCHEX_") || wanted.has(upper);
  });
  // In an editor's process, execPath may be Electron.
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: "1" };
}
