import type { Client } from "pg";
import { connect } from "./connection.ts";
import { databaseError } from "./databaseError.ts";
import type { State } from "./stateFile.ts";

/** Works in the maintenance database; the connection ends with the work. */
export async function administer<T>({ port, password }: State, work: (client: Client) => Promise<T>): Promise<T> {
  try {
    const client = await connect({ port, password, database: "postgres", applicationName: "orchex" });
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw databaseError("database.connect-failed", `The embedded Postgres on port ${port} failed: ${reason}`, {
      remedy: "Try again; orchex db status tells whether it runs.",
      cause,
    });
  }
}
