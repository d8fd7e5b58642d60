/** What is wrong with the URL of a Postgres, or null. Says nothing of its content, which holds a password. */
export type UrlFault = "empty" | "no-url" | "not-postgres" | "no-host";

export function databaseUrlFault(text: string): UrlFault | null {
  if (text.trim() === "") return "empty";
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined) return "no-url";
  if (url.protocol !== "postgres:" && url.protocol !== "postgresql:") return "not-postgres";
  // A socket's folder stands in the parameters.
  if (url.hostname === "" && !url.searchParams.has("host")) return "no-host";
  return null;
}

/** Which database a URL means, without a word of how to get in. */
export function shownDatabase(text: string): string {
  const { hostname, port, pathname, searchParams } = new URL(text.trim());
  const host = hostname === "" ? (searchParams.get("host") ?? "") : hostname;
  return `${host}${port === "" ? "" : `:${port}`}${pathname}`;
}
