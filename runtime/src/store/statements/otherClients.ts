import type { Database, Statement } from "../database.ts";

/** Editors do not count each other, or two of them would keep an idle server alive for ever. */
const OTHERS: Statement = {
  name: "other-clients",
  text: `select count(*)::int as n from pg_stat_activity
          where backend_type = 'client backend' and application_name not in ('orchex serve', 'orchex keeper')`,
};

export async function otherClients(database: Database): Promise<number> {
  const [row] = await database.query<{ n: number }>(OTHERS);
  return row?.n ?? 0;
}
