import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { basename } from "node:path";

/** The name of a project's database: one per real path, readable, a plain SQL identifier of at most 63 bytes. */
export function databaseName(projectRoot: string): string {
  return nameForPath(realpathSync.native(projectRoot));
}

export function nameForPath(path: string): string {
  const slug = basename(path)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .slice(0, 40)
    .replaceAll(/^[_0-9]+|_+$/g, "");
  const hash = createHash("sha256").update(path).digest("hex").slice(0, 10);
  return `${slug === "" ? "project" : slug}_${hash}`;
}
