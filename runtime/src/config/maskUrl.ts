import { visible } from "../dag/visible.ts";

const MASK = "***";

/**
 * A database URL without its secrets: host, port and database, and nothing that is not certainly one of these. A URL
 * that cannot be read, or whose parts look as if an unescaped password was cut up among them, is masked whole.
 */
export function maskUrl(url: string): string {
  if (!URL.canParse(url)) return MASK;
  const { protocol, host, pathname, search, hash, searchParams } = new URL(url);
  if (protocol !== "postgres:" && protocol !== "postgresql:") return MASK;
  const isCutUp = hash !== "" || search.includes("@") || !/^(?:\/[^/@:]*)?$/.test(pathname);
  if (isCutUp) return MASK;
  // A Unix socket is given as a folder.
  const socket = searchParams.get("host");
  const where = host === "" && socket?.startsWith("/") === true ? socket : host;
  return visible(`${protocol}//${where}${pathname}`);
}
