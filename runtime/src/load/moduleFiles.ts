import { resolve, sep } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";

/** The files that `modules` of the configuration names, sorted: paths and globs, relative to the folder it stands in. */
export async function moduleFiles(given: readonly string[], folder: string): Promise<readonly string[]> {
  const patterns = given.map((pattern) => asGlob(pattern));
  // A plain path is taken as it is, so that one that does not exist is told and not passed over.
  const plain = patterns.filter((pattern) => !isDynamicPattern(pattern)).map((path) => resolve(folder, path));
  const dynamic = patterns.filter((pattern) => isDynamicPattern(pattern));
  const ignore = ["**/node_modules/**", "**/*.d.{ts,mts,cts}"];
  const found = dynamic.length === 0 ? [] : await glob(dynamic, { cwd: folder, absolute: true, ignore });
  return [...new Set([...plain, ...found.map((file) => resolve(file)).sort()])];
}

/** In a glob a backslash takes the meaning from what follows; where it parts folders, it is written for that. */
export function asGlob(pattern: string, separator: string = sep): string {
  return separator === "\\" ? pattern.replaceAll("\\", "/") : pattern;
}
