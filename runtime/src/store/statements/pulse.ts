import type { Database, Statement } from "../database.ts";

/**
 * Which transactions have ended and which are on their way: it changes with every commit that wrote something, and reads
 * no table, so that it costs the same on a ledger of any size.
 */
const PULSE: Statement = { name: "pulse", text: "select pg_current_snapshot()::text as pulse" };

/** The same text as before means that nothing was committed since. */
export async function pulse(database: Database): Promise<string> {
  const [row] = await database.query<{ pulse: string }>(PULSE);
  return row?.pulse ?? "";
}
