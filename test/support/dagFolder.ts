import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { scratchFolder } from "./scratch.ts";

/** A folder of sources that a language server may look into. Names may lead into folders. */
export function dagFolder(files: Readonly<Record<string, string>>): {
  readonly folder: string;
  readonly path: (name: string) => string;
  readonly write: (name: string, text: string) => string;
  readonly remove: () => void;
} {
  const { folder, remove } = scratchFolder("lsp");
  const path = (name: string) => join(folder, name);
  const write = (name: string, text: string) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
    return path(name);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { folder, path, write, remove };
}

/** A DAG `etl` with the tasks as they are given: a name, and what it requires. */
export function dagText(tasks: Readonly<Record<string, readonly string[]>>, dag = "etl"): string {
  const lines = Object.entries(tasks).map(
    ([name, requires]) =>
      `export const ${name} = dag.task("${name}", { requires: ${JSON.stringify(requires)} }, () => 1);`,
  );
  return ['import { Dag } from "orchex";', `export const dag = new Dag("${dag}");`, ...lines, ""].join("\n");
}
