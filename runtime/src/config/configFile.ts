import { basename, dirname, parse } from "node:path";
import { lilconfig } from "lilconfig";
import { OrchexError } from "../dag/error.ts";
import { describeValue } from "../declare/describeValue.ts";
import { importModule } from "../load/importModule.ts";

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
  const found = await lilconfig("orchex", {
    searchPlaces: NAMES,
    stopDir: parse(cwd).root,
    cache: false,
    ignoreEmptySearchPlaces: false,
    loaders: { ".ts": byImport, ".mts": byImport, ".js": byImport, ".mjs": byImport, ".json": parseJson },
  }).search(cwd);
  if (found === null) return undefined;
  const file = found.filepath;
  const name = basename(file);
  const content: unknown = found.isEmpty === true ? {} : found.config;
  if (content === undefined) {
    const remedy = "Write export default defineConfig({ ... }).";
    throw new OrchexError("config.invalid", `${name} has no default export.`, { remedy });
  }
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new OrchexError("config.invalid", `${name} must export an object (got ${describeValue(content)}).`);
  }
  return { file, folder: dirname(file), name, content: content as Readonly<Record<string, unknown>> };
}

function parseJson(file: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OrchexError("config.invalid", `${basename(file)} is not valid JSON: ${reason}.`, { cause });
  }
}
