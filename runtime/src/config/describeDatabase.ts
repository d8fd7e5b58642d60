import type { Config } from "./config.ts";
import { maskUrl } from "./maskUrl.ts";

/** One line that says which database is in use, and why, without its password. */
export function describeDatabase(config: Config, url: string): string {
  const source = config.settings.find(({ name }) => name === "DATABASE_URL")?.source ?? "default";
  const why = config.databaseUrl === null ? "embedded Postgres" : `DATABASE_URL, ${source}`;
  return `Database ${maskUrl(url)} (${why})`;
}
