/** The SQLSTATE, or the system's error code of a socket, of whatever was thrown; undefined when it has none. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
