import { basename, dirname, parse } from "node:path";
import { lilconfig } from "lilconfig";
import { OrchexError } from "../dag/error.ts";
import { describeValue } from "../declare/describeValue.ts";
import { importModule } from "../load/importModule.ts";
import { moduleFailure } from "../load/moduleFailure.ts";

export interface ConfigFile {
  /** Absolute. */
  readonly file: string;
  readonly folder: string;
  /** As messages show it. */
  readonly name: string;
  readonly content: Readonly<Record<string, unknown>>;
}

const NAMES = ["ts", "mts", "js", "mjs", "json"].map((extension) => `orchex.config.${extension}`);

/** Finds the nearest orchex.config upward and loads it, or answers undefined if there is none. */
export async function configFile(cwd: string): Promise<ConfigFile | undefined> {
  const byImport = async (file: string) => (await importModule(file, cwd))["default"];
  const searching = lilconfig("orchex", {
    searchPlaces: NAMES,
    stopDir: parse(cwd).root,
    cache: false,
    ignoreEmptySearchPlaces: false,
    loaders: { ".ts": byImport, ".mts": byImport, ".js": byImport, ".mjs": byImport, ".json": parseJson },
  }).search(cwd);
  const found = await searching.catch(unreadable);
  if (found === null) return undefined;
  const file = found.filepath;
  const name = basename(file);
  const content: unknown = found.isEmpty === true ? {} : found.config;
  if (content === undefined) {
    throw new OrchexError("config.invalid", `${name} has no default export.`, { remedy: remedyFor(name) });
  }
  if (!isPlain(content)) {
    const message = `${name} must export an object (got ${describeValue(content)}).`;
    throw new OrchexError("config.invalid", message, { remedy: remedyFor(name) });
  }
  return { file, folder: dirname(file), name, content: read(content, file, cwd) };
}

/** What has its entries elsewhere, as a Map or a Promise, would be taken for an empty object. */
function isPlain(content: unknown): content is object {
  try {
    return /^\[object (?:Object|Module)\]$/.test(Object.prototype.toString.call(content));
  } catch {
    return false;
  }
}

/** Its getters are asked once, here. */
function read(content: object, file: string, cwd: string): ConfigFile["content"] {
  try {
    return { ...content };
  } catch (thrown) {
    throw moduleFailure(thrown, file, cwd);
  }
}

function unreadable(cause: unknown): never {
  const { code } = cause as { readonly code?: unknown };
  if (cause instanceof OrchexError || typeof code !== "string") throw cause;
  const remedy = "Make it a file that this user may read, or take it away.";
  throw new OrchexError("config.invalid", `orchex.config cannot be read (${code}).`, { remedy, cause });
}

function remedyFor(name: string): string {
  if (name.endsWith(".json")) return 'Write an object, such as { "maxAttempts": 3 }.';
  return "Write export default defineConfig({ ... }).";
}

function parseJson(file: string, content: string): unknown {
  try {
    return JSON.parse(content.replace(/^\ufeff/, ""));
  } catch (cause) {
    // Some versions of Node quote the text, which may hold a password.
    const reason = String(cause)
      .replace(/^\w+: /, "")
      .replace(/, (?:\.{3})?".*"(?:\.{3})? is not valid JSON$/s, "");
    const remedy = remedyFor(file);
    throw new OrchexError("config.invalid", `${basename(file)} is not valid JSON: ${reason}.`, { remedy, cause });
  }
}
