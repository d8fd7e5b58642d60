import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { OrchexError } from "orchex/dag";
import { discover } from "./discover.ts";
import { candidatesOf, joined } from "./link/modulePath.ts";

/** Folders of what compilers and test runners write: a DAG that is compiled there is no second DAG. */
const EXCLUDED = ["dist", "build", "out", "coverage"];

/** Where a text loads another module by a relative path. It is only looked for, so what is no import does no harm. */
const IMPORT = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*["'](\.[^"'\n]*)["']/g;

export interface Sources {
  readonly texts: ReadonlyMap<string, string>;
  /** Those that were asked about. The others are there because these cannot be understood without them. */
  readonly asked: ReadonlySet<string>;
}

/**
 * The texts of files and of everything in folders; and of the packages that these are in, where their DAGs may have more
 * tasks, and of modules elsewhere that any of them imports. Throws `check.no-path`.
 */
export async function readSources(paths: readonly string[]): Promise<Sources> {
  const asked = new Set<string>();
  const files = new Set<string>();
  for (const path of paths) {
    const kind = await kindOf(path);
    if (kind === null) {
      throw new OrchexError("check.no-path", `There is no file or folder ${path}`, { remedy: "Check the path." });
    }
    if (kind === "file") asked.add(path);
    else for await (const file of discover(path, { excluded: EXCLUDED })) asked.add(file);
    const around = await packageOf(path);
    if (around === null || around === path) continue;
    for await (const file of discover(around, { excluded: EXCLUDED })) files.add(file);
  }
  const texts = new Map<string, string>();
  for (const file of [...asked, ...files]) {
    const text = texts.has(file) ? null : await textOf(file);
    if (text !== null) texts.set(file, text);
  }
  await addImported(texts);
  return { texts, asked };
}

/** The nearest folder with a package.json, or null. */
async function packageOf(path: string): Promise<string | null> {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((await kindOf(join(folder, "package.json"))) === "file") return folder;
    if (folder === dirname(folder)) return null;
  }
}

async function addImported(texts: Map<string, string>): Promise<void> {
  // What is added while a Map is walked is walked, too.
  for (const [file, text] of texts) {
    for (const [, specifier = ""] of text.matchAll(IMPORT)) {
      const candidates = candidatesOf(joined(file, specifier));
      if (candidates.some((path) => texts.has(path))) continue;
      for (const path of candidates) {
        const imported = (await kindOf(path)) === "file" ? await textOf(path) : null;
        if (imported === null) continue;
        texts.set(path, imported);
        break;
      }
    }
  }
}

async function kindOf(path: string): Promise<"file" | "folder" | null> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? "folder" : found.isFile() ? "file" : null;
  } catch {
    return null;
  }
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return null;
  }
}
