import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

const CONFIGS = ["ts", "mts", "js", "mjs", "json"].map((extension) => `orchex.config.${extension}`);

/**
 * The project that a folder or file of a client's folder belongs to: the nearest one upward, inside that folder, with an
 * orchex.config; else what the command line takes for the folder: the nearest upward with an orchex.config, else with a
 * package.json.
 */
export function projectRoot(folder: string, path: string): string {
  for (let at = path; at.length > folder.length; at = dirname(at)) if (hasConfig(at)) return at;
  return nearest(folder, hasConfig) ?? nearest(folder, (at) => existsSync(join(at, "package.json"))) ?? folder;
}

/** Whether anything in or above a folder says that Orchex is used there. */
export function looksLikeProject(folder: string): boolean {
  const installed = (at: string) => existsSync(join(at, "node_modules", "orchex", "package.json"));
  return nearest(folder, (at) => hasConfig(at) || installed(at)) !== undefined;
}

function hasConfig(folder: string): boolean {
  return CONFIGS.some((name) => existsSync(join(folder, name)));
}

function nearest(from: string, holds: (folder: string) => boolean): string | undefined {
  for (let at = from; ; at = dirname(at)) {
    if (holds(at)) return at;
    if (dirname(at) === at) return undefined;
  }
}
