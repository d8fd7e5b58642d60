import { readFileSync, statSync } from "node:fs";
import type { FileStamp } from "./factsFile.ts";

/** Generated code, bundles and data: nobody declares a DAG in a file of this size, in bytes or UTF-16 units. */
export const longestSource = 2 * 1024 * 1024;

/** The text of a file on disk; null when it is gone, cannot be read, or is too large to be looked at. */
export function sourceText(file: string): string | null {
  return sourceStamp(file) === null ? null : stampedText(file);
}

/** The text of a file that has a stamp, which is not looked at again; null when it is gone meanwhile. */
export function stampedText(file: string): string | null {
  try {
    const text = readFileSync(file, "utf8");
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  } catch {
    return null;
  }
}

/** The stamp of a file that `sourceText` would read; null where that is null. */
export function sourceStamp(file: string): FileStamp | null {
  const found = statSync(file, { throwIfNoEntry: false, bigint: false });
  return found === undefined || !found.isFile() || found.size > longestSource
    ? null
    : { size: found.size, mtimeMs: found.mtimeMs };
}
