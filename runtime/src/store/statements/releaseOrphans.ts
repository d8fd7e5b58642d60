import type { Database, Statement } from "../database.ts";

const RELEASE_ORPHANS: Statement = {
  name: "release-orphans",
  text: "select orchex.release_orphans($1::int, $2::bigint[]) as n",
};

/** Gives back what a claim took whose answer never arrived. */
export async function releaseOrphans(database: Database, workerId: number, tokens: readonly string[]): Promise<number> {
  const [row] = await database.query<{ n: number }>(RELEASE_ORPHANS, [workerId, tokens]);
  return row?.n ?? 0;
}
