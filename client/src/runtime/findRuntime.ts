import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** An `orchex` that can be run. */
export interface Runtime {
  /** The script of its command line. */
  readonly entry: string;
  readonly version: string;
  /** It came with the extension. */
  readonly isBundled: boolean;
}

/**
 * The `orchex` that a folder has installed, in it or above it; else the one that the extension carries. Looks at files
 * and runs none. Only for folders that are trusted: which program runs is the folder's choice.
 */
export function findRuntime(folder: string, bundled: string): Runtime {
  return installed(folder) ?? { ...readRuntime(bundled), isBundled: true };
}

function installed(folder: string): Runtime | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const root = join(at, "node_modules", "orchex");
    try {
      if (existsSync(join(root, "package.json"))) return { ...readRuntime(realpathSync(root)), isBundled: false };
    } catch {
      // A broken installation is none.
    }
    if (dirname(at) === at) return undefined;
  }
}

function readRuntime(root: string): { readonly entry: string; readonly version: string } {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly version?: unknown;
    readonly bin?: { readonly orchex?: unknown };
  };
  const bin = manifest.bin?.orchex;
  if (typeof bin !== "string") throw new Error(`${root} has no command line`);
  const entry = join(root, bin);
  if (!existsSync(entry)) throw new Error(`${entry} is missing`);
  return { entry, version: String(manifest.version) };
}
