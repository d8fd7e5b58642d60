import { posix, win32 } from "node:path";

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly userFolder: string;
}

/**
 * The folder that keeps the embedded server: `ORCHEX_HOME`, else the data folder of this kind of system. Root has its
 * own, outside /root, because the server runs as a user that cannot look into /root.
 */
export function orchexHome({ env, platform, isRoot, userFolder }: Surroundings): string {
  const path = platform === "win32" ? win32 : posix;
  const chosen = env["ORCHEX_HOME"];
  if (chosen !== undefined && chosen !== "") return path.resolve(chosen);
  if (isRoot) return "/var/lib/orchex";
  const xdg = env["XDG_DATA_HOME"];
  if (xdg !== undefined && path.isAbsolute(xdg)) return path.join(xdg, "orchex");
  if (platform === "darwin") return path.join(userFolder, "Library", "Application Support", "orchex");
  if (platform === "win32")
    return path.join(env["LOCALAPPDATA"] ?? path.join(userFolder, "AppData", "Local"), "orchex");
  return path.join(userFolder, ".local", "share", "orchex");
}
