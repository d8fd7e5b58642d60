import { readFileSync, statSync } from "node:fs";

/** Generated code, bundles and data: nobody declares a DAG in a file of this size, in bytes or UTF-16 units. */
export const longestSource = 2 * 1024 * 1024;

/** The text of a file on disk; null when it is gone, cannot be read, or is too large to be looked at. */
export function sourceText(file: string): string | null {
  try {
    const { size } = statSync(file);
    if (size > longestSource) return null;
    const text = readFileSync(file, "utf8");
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  } catch {
    return null;
  }
}
