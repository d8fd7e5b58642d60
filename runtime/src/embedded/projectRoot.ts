import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const configNames = [
  "orchex.config.ts",
  "orchex.config.mts",
  "orchex.config.js",
  "orchex.config.mjs",
  "orchex.config.json",
];

/** The folder of the project: the nearest upward with an orchex.config, else with a package.json, else this one. */
export function projectRoot(cwd: string): string {
  return nearest(cwd, configNames) ?? nearest(cwd, ["package.json"]) ?? resolve(cwd);
}

function nearest(cwd: string, names: readonly string[]): string | undefined {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (names.some((name) => existsSync(join(folder, name)))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
