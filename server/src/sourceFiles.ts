import { readdirSync, statSync, type Dirent } from "node:fs";
import { basename, join } from "node:path";

const SOURCE = /\.[cm]?[jt]sx?$/i;
/** They say where imports lead, and what is loaded beside them. */
const PROJECT = /^(?:package|tsconfig|jsconfig|orchex\.config)\.json$/i;
const NOT_WRITTEN_BY_HAND = /\.d\.[cm]?ts$|\.min\.[cm]?js$/i;

/** Whether the analysis wants to know of a file, by its name. */
function isSourceFile(name: string): boolean {
  return PROJECT.test(name) || (SOURCE.test(name) && !NOT_WRITTEN_BY_HAND.test(name));
}

/** Whether a file says where the imports of others lead. */
export function isProjectFile(file: string): boolean {
  return PROJECT.test(basename(file));
}

/**
 * Every source file below a folder, and the package.json and tsconfig.json beside them, in a stable order. Never looks into node_modules, hidden folders, the `excluded`
 * names, or folders that are symbolic links (they may lead in circles); what cannot be read is passed over.
 */
export function* sourceFiles(folder: string, excluded: ReadonlySet<string>): Generator<string> {
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const inside: string[] = [];
    for (const entry of entriesOf(next)) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) {
        if (!isExcluded(entry.name, excluded)) inside.push(path);
      } else if (isSourceFile(entry.name) && (entry.isFile() || (entry.isSymbolicLink() && isFile(path)))) {
        yield path;
      }
    }
    folders.push(...inside.reverse());
  }
}

/** Whether `sourceFiles` would find this file below the folder, so that events about files are judged alike. */
export function isWithin(folder: string, file: string, excluded: ReadonlySet<string>): boolean {
  if (!file.startsWith(folder)) return false;
  const names = file.slice(folder.length).split(/[\\/]/).filter(Boolean);
  return isSourceFile(names.pop() ?? "") && names.every((name) => !isExcluded(name, excluded));
}

function isExcluded(name: string, excluded: ReadonlySet<string>): boolean {
  return name === "node_modules" || name.startsWith(".") || excluded.has(name);
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
    );
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
