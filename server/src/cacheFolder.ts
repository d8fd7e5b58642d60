import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where this user's caches go, by the customs of the platform: everything in it can be deleted at any time. ORCHEX_CACHE
 * names another folder; when it is empty nothing is cached. Null when there is nowhere to put it.
 */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string | null {
  const wanted = env["ORCHEX_CACHE"];
  if (wanted !== undefined) return wanted === "" ? null : wanted;
  const home = homeFolder(env);
  if (platform === "win32") {
    const local = env["LOCALAPPDATA"];
    return local === undefined || local === "" ? null : join(local, "orchex", "Cache");
  }
  if (platform === "darwin") return home === null ? null : join(home, "Library", "Caches", "orchex");
  const caches = env["XDG_CACHE_HOME"];
  // The specification of XDG_CACHE_HOME says to ignore what is not absolute.
  if (caches?.startsWith("/")) return join(caches, "orchex");
  return home === null ? null : join(home, ".cache", "orchex");
}

function homeFolder(env: Readonly<Record<string, string | undefined>>): string | null {
  try {
    return env["HOME"] ?? homedir();
  } catch {
    return null;
  }
}
