import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

const SOURCE = /\.[cm]?[jt]sx?$/;
const BUILT = /\.d\.[cm]?ts$|\.min\.[cm]?js$/;
const PROJECT = /^(?:package|tsconfig|jsconfig|orchex\.config)\.json$/;

export interface DiscoverOptions {
  /** Names of folders that are not looked into, besides node_modules and hidden ones. Default: none. */
  readonly excluded?: readonly string[];
  /** No more files than this. Default: 100,000. */
  readonly most?: number;
}

/**
 * Finds what a workspace is made of below a folder, in a stable order: source files, and the package.json and
 * tsconfig.json that say where their imports lead, and orchex.config.json. A path is absolute if `root` is. Never looks into node_modules,
 * hidden folders, or folders that are symbolic links, which may lead in circles; what cannot be read is passed over.
 */
export async function* discover(root: string, options: DiscoverOptions = {}): AsyncGenerator<string, void, undefined> {
  const excluded = new Set(["node_modules", ...(options.excluded ?? [])]);
  const most = options.most ?? 100_000;
  const folders = [root];
  let found = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const inside: string[] = [];
    for (const entry of await entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!entry.name.startsWith(".") && !excluded.has(entry.name)) inside.push(path);
      } else if (isPart(entry.name) && (await isFile(entry, path))) {
        if (found++ >= most) return;
        yield path;
      }
    }
    folders.push(...inside.reverse());
  }
}

function isPart(name: string): boolean {
  return PROJECT.test(name) || (SOURCE.test(name) && !BUILT.test(name));
}

async function isFile(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  return stat(path).then(
    (target) => target.isFile(),
    () => false,
  );
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
