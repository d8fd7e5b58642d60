import { readdir, realpath, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, extname } from "node:path";
import { pathToFileURL } from "node:url";
import { OrchexError } from "../dag/error.ts";
import { nearest } from "../dag/nearest.ts";
import { quote } from "../dag/quote.ts";
import { visible } from "../dag/visible.ts";
import { moduleFailure } from "./moduleFailure.ts";
import { registerTypeScript } from "./registerTypeScript.ts";
import { shownPath } from "./shownPath.ts";

const MOST_LISTED = 10;

/** What a module exports, by name. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/**
 * Imports a module given by its absolute path. Throws `module.not-found` with the nearest file of its folder, or
 * `module.failed` with the module's own error and where in its source that is.
 */
export async function importModule(file: string, cwd: string): Promise<ModuleExports> {
  const path = await existing(file, cwd);
  const url = pathToFileURL(path);
  await registerTypeScript();
  try {
    return exportsOf(await answered(import(url.href) as Promise<ModuleExports>, shownPath(file, cwd)), path);
  } catch (thrown) {
    if (thrown instanceof NeverLoads) throw thrown;
    throw moduleFailure(thrown, file, cwd);
  }
}

class NeverLoads extends OrchexError {}

/**
 * A module may wait at its top for what nothing in the process can bring any more; then Node ends the process without a
 * word. And it may end the process itself.
 */
async function answered(importing: Promise<ModuleExports>, shown: string): Promise<ModuleExports> {
  let stuck = () => {};
  const never = new Promise<never>((_, reject) => {
    stuck = () => {
      const message = `${shown} does not load: it, or what it imports, awaits at its top what never comes`;
      reject(
        new NeverLoads("module.failed", message, {
          remedy: "Look for a top-level await, and for an export named then.",
        }),
      );
    };
  });
  process.once("beforeExit", stuck);
  try {
    return await Promise.race([importing, never]);
  } finally {
    process.off("beforeExit", stuck);
  }
}

/** Through symbolic links: one file is one module, whichever way leads to it. */
async function existing(file: string, cwd: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() === true) return realpath(file);
  const shown = shownPath(file, cwd);
  if (found !== undefined) throw notFound(`${quote(shown)} is not a file.`, "Give a file: path/to/module.ts.");
  const names = await readdir(dirname(file)).catch(() => undefined);
  const folder = quote(shownPath(dirname(file), cwd));
  if (names === undefined) {
    const message = `There is no module ${quote(shown)}: the folder ${folder} does not exist.`;
    throw notFound(message, `Correct the path: it was looked for at ${visible(file)}.`);
  }
  const wanted = basename(file);
  const meant = names.find((name) => basename(name, extname(name)) === wanted) ?? nearest(names)(wanted);
  const hint = meant === undefined ? "" : ` Did you mean ${quote(meant)}?`;
  const modules = names.filter((name) => /(?<!\.d)\.[cm]?[jt]sx?$/.test(name)).sort();
  const list = `${modules.slice(0, MOST_LISTED).map(quote).join(", ")}${modules.length > MOST_LISTED ? ", ..." : ""}`;
  throw notFound(
    `There is no module ${quote(shown)}.${hint}`,
    `The folder ${folder} has ${modules.length === 0 ? "no module" : list}.`,
  );
}

function notFound(message: string, remedy: string): OrchexError {
  return new OrchexError("module.not-found", message, { remedy });
}

/** A CommonJS module arrives as one default export that holds the others. */
function exportsOf(namespace: ModuleExports, path: string): ModuleExports {
  const inner = namespace["default"];
  if (typeof inner !== "object" || inner === null) return namespace;
  const isCommonJs = "__esModule" in inner || "module.exports" in namespace || isAssigned(inner, path);
  return isCommonJs ? (inner as ModuleExports) : namespace;
}

/** Whether it is an object of exports that a CommonJS module made its own: `module.exports = all`, and not a DAG. */
function isAssigned(inner: object, path: string): boolean {
  return Object.getPrototypeOf(inner) === Object.prototype && createRequire(path).cache[path]?.exports === inner;
}
