import { readdirSync, statSync, type Dirent } from "node:fs";
import { join } from "node:path";

const SOURCE = /\.[cm]?[jt]sx?$/;
const BUILT = /\.d\.[cm]?ts$|\.min\.[cm]?js$/;
const PROJECT = /^(?:package|tsconfig|jsconfig)\.json$/;

export interface DiscoverOptions {
  /** Names of folders that are not looked into, besides node_modules and hidden ones. Default: none. */
  readonly excluded?: readonly string[];
  /** No more files than this. Default: 100,000. */
  readonly most?: number;
}

/**
 * Finds what a workspace is made of below a folder, in a stable order: source files, and the package.json and
 * tsconfig.json that say where their imports lead. A path is absolute if `root` is. Never looks into node_modules,
 * hidden folders, or folders that are symbolic links, which may lead in circles; what cannot be read is passed over.
 * Takes one folder at a time, so that whoever must stay responsive can pause between two files.
 */
export function* discover(root: string, options: DiscoverOptions = {}): Generator<string, void, undefined> {
  const excluded = new Set(["node_modules", ...(options.excluded ?? [])]);
  const most = options.most ?? 100_000;
  const folders = [root];
  let found = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const inside: string[] = [];
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!entry.name.startsWith(".") && !excluded.has(entry.name)) inside.push(path);
      } else if (isPart(entry.name) && isFile(entry, path)) {
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

function isFile(entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
