import { escapeIdentifier } from "pg";
import { administer } from "./administer.ts";
import { ensureServer, type EnsureOptions } from "./ensureServer.ts";

/** Drops a project's database with all it holds, ending the connections to it. The next `ensureDatabase` makes a new one. */
export async function resetDatabase(name: string, options: EnsureOptions = {}): Promise<void> {
  const server = await ensureServer(options);
  await administer(server, async (client) => {
    await client.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
  });
}
