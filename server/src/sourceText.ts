import { readFileSync, statSync } from "node:fs";

/** Generated code, bundles and data: nobody declares a DAG in a file of this size. */
const MAX_BYTES = 2 * 1024 * 1024;

/** The text of a file on disk; null when it is gone, cannot be read, or is too large to be looked at. */
export function sourceText(file: string): string | null {
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES) return null;
    const text = readFileSync(file, "utf8");
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  } catch {
    return null;
  }
}
