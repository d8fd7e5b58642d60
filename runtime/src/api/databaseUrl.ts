import { Client } from "pg";
import type { Config } from "../config/config.ts";
import { OrchexError } from "../dag/error.ts";

/** The database of the configuration, or the project's own on the embedded Postgres, which is started if need be. */
export async function databaseUrl(config: Config): Promise<string> {
  if (config.databaseUrl !== null) return sound(config.databaseUrl);
  const { ensureDatabase } = await import("../embedded/ensureDatabase.ts");
  return (await ensureDatabase(config.projectRoot)).url;
}

/** What is wrong is told without the URL, since that holds a password. */
function sound(url: string): string {
  if (isUnderstood(url)) return url;
  throw new OrchexError("config.invalid", "DATABASE_URL is not a URL of a Postgres database", {
    remedy: "Write postgresql://user:password@host:5432/database, with special characters of the password as %XX.",
  });
}

function isUnderstood(url: string): boolean {
  if (/^[a-z]+:/i.test(url) && !/^(?:postgres(?:ql)?|socket):/i.test(url)) return false;
  try {
    // The driver reads the URL here, and connects only when it is told to.
    return new Client({ connectionString: url }).host !== "";
  } catch {
    return false;
  }
}
