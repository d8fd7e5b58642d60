import { chmodSync, copyFileSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";

/**
 * Does what the package's install script would have done (install scripts often do not run, and archives lose links
 * and modes): libraries get their short names, and all of it may be read and its programs run by everybody.
 */
export function repairBinaries(folder: string): void {
  for (const { source, target } of missingLinks(folder)) {
    try {
      symlinkSync(basename(source), join(folder, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
      copyFileSync(join(folder, source), join(folder, target));
    }
  }
  if (process.platform !== "win32") openToAll(join(folder, "native"));
}

interface Link {
  readonly source: string;
  readonly target: string;
}

function missingLinks(folder: string): readonly Link[] {
  let listed: unknown;
  try {
    listed = JSON.parse(readFileSync(join(folder, "native", "pg-symlinks.json"), "utf8"));
  } catch {
    return [];
  }
  if (!Array.isArray(listed)) return [];
  return (listed as readonly Partial<Link>[]).flatMap(({ source, target }) =>
    typeof source === "string" && typeof target === "string" ? [{ source, target }] : [],
  );
}

function openToAll(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const runs = entry.isDirectory() || basename(entry.parentPath) === "bin";
    const mode = statSync(path).mode & 0o777;
    const wanted = mode | (runs ? 0o555 : 0o444);
    if (mode !== wanted) chmodSync(path, wanted);
  }
  chmodSync(folder, statSync(folder).mode | 0o555);
}
