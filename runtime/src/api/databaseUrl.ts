import { Client } from "pg";
import type { Config } from "../config/config.ts";
import { sourceText } from "../config/sourceText.ts";
import { OrchexError } from "../dag/error.ts";

/** The database of the configuration, or the project's own on the embedded Postgres, which is started if need be. */
export async function databaseUrl(config: Config): Promise<string> {
  if (config.databaseUrl !== null) return sound(config.databaseUrl, config);
  const { ensureDatabase } = await import("../embedded/ensureDatabase.ts");
  return (await ensureDatabase(config.projectRoot)).url;
}

/** What is wrong is told without the URL, since that holds a password. */
function sound(url: string, { settings }: Config): string {
  if (isUnderstood(url) && !isCutUp(url)) return url;
  const source = settings.find(({ name }) => name === "DATABASE_URL")?.source ?? "default";
  throw new OrchexError(
    "config.invalid",
    `DATABASE_URL is not a URL of a Postgres database, from ${sourceText(source)}`,
    { remedy: "Write postgresql://user:password@host:5432/database, with special characters of the password as %XX." },
  );
}

/** An unescaped password may end the host early: its rest would be told as the name of the database that is missing. */
function isCutUp(url: string): boolean {
  if (!URL.canParse(url)) return url.startsWith("/") && url.includes("@");
  const { hash, pathname, search } = new URL(url);
  return hash !== "" || pathname.includes("@") || (pathname === "" && search.includes("@"));
}

function isUnderstood(url: string): boolean {
  // The driver would take any other text for the name of a database, on a host named "base".
  if (!/^(?:postgres(?:ql)?:\/\/|socket:\/|\/(?!\/))/i.test(url)) return false;
  try {
    // The driver reads the URL here, and connects only when it is told to.
    const { host, port } = new Client({ connectionString: url });
    // With any other port the driver throws where nobody hears it, and never answers.
    return host !== "" && Number.isInteger(port) && port > 0 && port < 65_536;
  } catch {
    return false;
  }
}
