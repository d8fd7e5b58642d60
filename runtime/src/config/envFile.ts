import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { OrchexError } from "../dag/error.ts";

/** What the `.env` of a folder says; nothing if there is none. It never changes `process.env`. */
export async function envFile(folder: string): Promise<Readonly<Record<string, string | undefined>>> {
  const file = join(folder, ".env");
  try {
    return parseEnv(await readFile(file, "utf8"));
  } catch (cause) {
    const { code } = cause as { readonly code?: unknown };
    if (code === "ENOENT" || code === "EISDIR") return {};
    const remedy = "Let this user read it, or take it away.";
    throw new OrchexError("config.invalid", `${file} cannot be read (${String(code)}).`, { remedy, cause });
  }
}
