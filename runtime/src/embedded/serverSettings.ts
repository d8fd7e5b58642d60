/** Settings of a server, as `postgres -c name=value`; they win over those in the data folder. */
export type ServerSettings = Readonly<Record<string, string | number>>;

/** Reachable from this machine only, by TCP only: the path of a socket would be too long in deep folders. */
export const loopbackOnly: ServerSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
};

/**
 * The embedded server: durable, and quick for many short statements. Failed statements are the callers' business and
 * may hold their data: they are not logged.
 */
export const embeddedSettings: ServerSettings = {
  ...loopbackOnly,
  cluster_name: "orchex",
  fsync: "on",
  synchronous_commit: "on",
  jit: "off",
  max_connections: 200,
  max_wal_size: "1GB",
  log_checkpoints: "off",
  log_min_messages: "warning",
  log_min_error_statement: "panic",
};

export function settingArguments(settings: ServerSettings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
