import { escapeIdentifier, type DatabaseError } from "pg";
import { administer } from "./administer.ts";
import type { State } from "./stateFile.ts";

/** Creates a database unless it exists. Never from template1, which a client connected to it would block. */
export async function createDatabase(server: State, name: string): Promise<void> {
  await administer(server, async (client) => {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
    if (rowCount !== 0) return;
    try {
      await client.query(`create database ${escapeIdentifier(name)} template template0`);
    } catch (error) {
      // duplicate_database and unique_violation: somebody else just made it.
      if (!["42P04", "23505"].includes((error as DatabaseError).code ?? "")) throw error;
    }
  });
}
