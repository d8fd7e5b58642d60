import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join } from "node:path";

/** An `orchex` that can be run. */
export interface Program {
  /** The script of its command line, absolute. */
  readonly entry: string;
  readonly version: string;
}

/**
 * The `orchex` that a project has installed, in its folder or above; else the one of the client; else the one that came
 * with the server. Looks at files and runs none; a broken installation is passed over. Null when there is none.
 */
export function findProgram(root: string, carried: string | null): Program | null {
  for (let at = root; ; at = dirname(at)) {
    const found = programIn(join(at, "node_modules", "orchex"));
    if (found !== null) return found;
    if (dirname(at) === at) break;
  }
  return (carried !== null && isAbsolute(carried) ? programIn(carried) : null) ?? own();
}

function own(): Program | null {
  try {
    return programIn(dirname(createRequire(import.meta.url).resolve("orchex/package.json")));
  } catch {
    return null;
  }
}

function programIn(folder: string): Program | null {
  try {
    const real = realpathSync(folder);
    const manifest = JSON.parse(readFileSync(join(real, "package.json"), "utf8")) as {
      readonly version?: unknown;
      readonly bin?: { readonly orchex?: unknown };
    };
    const bin = manifest.bin?.orchex;
    if (typeof bin !== "string") return null;
    const entry = join(real, bin);
    return existsSync(entry) ? { entry, version: String(manifest.version) } : null;
  } catch {
    return null;
  }
}
