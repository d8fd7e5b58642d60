import { readdirSync, statSync, type Dirent } from "node:fs";
import { join } from "node:path";

const SOURCE = /\.[cm]?[jt]sx?$/i;
const NOT_WRITTEN_BY_HAND = /\.d\.[cm]?ts$|\.min\.[cm]?js$/i;

/** Whether a file can declare a DAG, by its name. */
function isSourceFile(file: string): boolean {
  return SOURCE.test(file) && !NOT_WRITTEN_BY_HAND.test(file);
}

/**
 * Every source file below a folder, in a stable order. Never looks into node_modules, hidden folders, the `excluded`
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
  if (!file.startsWith(folder) || !isSourceFile(file)) return false;
  const folders = file.slice(folder.length).split(/[\\/]/).filter(Boolean).slice(0, -1);
  return folders.every((name) => !isExcluded(name, excluded));
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
