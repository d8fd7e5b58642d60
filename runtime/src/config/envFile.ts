import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { OrchexError } from "../dag/error.ts";
import { settings } from "./settings.ts";

/** What the `.env` of a folder says; nothing if there is none. It never changes `process.env`. */
export async function envFile(folder: string): Promise<Readonly<Record<string, string | undefined>>> {
  const file = join(folder, ".env");
  let text: string;
  try {
    text = (await readFile(file, "utf8")).replace(/^\ufeff/, "");
  } catch (cause) {
    const { code } = cause as { readonly code?: unknown };
    if (code === "ENOENT" || code === "EISDIR") return {};
    const remedy = "Let this user read it, or take it away.";
    throw new OrchexError("config.invalid", `${file} cannot be read (${String(code)}).`, { remedy, cause });
  }
  const said = parseEnv(text);
  for (const { name } of Object.values(settings)) refuseCutOff(text, name, said[name]);
  return said;
}

/** A quote that is not closed, or a # without quotes, would take a value away without a word. */
function refuseCutOff(text: string, name: string, value: string | undefined): void {
  const [, written = ""] = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*(.*)$`, "m").exec(text) ?? [];
  const isQuoted = /^["'`]/.test(written);
  const isLost = isQuoted ? value === undefined || /^["'`]/.test(value) : /^[^#]*[^\s#]#/.test(written);
  if (!isLost) return;
  const why = isQuoted ? "its quote is not closed" : "a # without quotes begins a comment";
  throw new OrchexError("config.invalid", `${name} is cut off, from .env: ${why}`, {
    remedy: `Write it in quotes: ${name}="..."`,
  });
}
