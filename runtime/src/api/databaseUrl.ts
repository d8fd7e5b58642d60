import type { Config } from "../config/config.ts";

/** The database of the configuration, or the project's own on the embedded Postgres, which is started if need be. */
export async function databaseUrl(config: Config): Promise<string> {
  if (config.databaseUrl !== null) return config.databaseUrl;
  const { ensureDatabase } = await import("../embedded/ensureDatabase.ts");
  return (await ensureDatabase(config.projectRoot)).url;
}
