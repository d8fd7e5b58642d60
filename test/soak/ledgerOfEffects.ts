import { Pool } from "pg";

/** The tables of the second database, which nobody disturbs: what really happened, whatever the ledger says. */
const TABLES = `
  create table effects (
    effect_id bigint generated always as identity primary key,
    token bigint not null,
    run_id uuid not null,
    dag text not null,
    task text not null,
    attempt int not null,
    process int not null,
    inputs jsonb not null,
    intact boolean not null,
    began_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz
  );
  create index on effects (run_id, task);
  create table accepted (worker text not null, token bigint not null);`;

export interface LedgerOfEffects {
  readonly url: string;
  /** How often a body has begun in these processes. */
  begun(): Promise<number>;
  /** Copies everything into the database of the ledger, as `effects` and `accepted` beside its own tables. */
  copyInto(query: (text: string, values: unknown[]) => Promise<unknown>): Promise<void>;
  close(): Promise<void>;
}

const COPIED = [
  {
    table: "effects",
    key: "effect_id",
    columns: `effect_id bigint, token bigint, run_id uuid, dag text, task text, attempt int, process int, inputs jsonb,
              intact boolean, began_at timestamptz, ended_at timestamptz`,
  },
  { table: "accepted", key: "token", columns: "worker text, token bigint" },
];
const SLICE = 5_000;

export async function ledgerOfEffects(url: string): Promise<LedgerOfEffects> {
  const pool = new Pool({ connectionString: url, max: 2, application_name: "soak" });
  pool.on("error", () => {});
  await pool.query(TABLES);
  return {
    url,
    begun: async () => {
      const { rows } = await pool.query<{ n: number }>("select count(*)::int as n from effects");
      return rows[0]?.n ?? 0;
    },
    copyInto: async (query) => {
      for (const { table, key, columns } of COPIED) {
        await query(`create table orchex.${table} (${columns})`, []);
        for (let offset = 0; ; offset += SLICE) {
          const { rows } = await pool.query<{ data: string | null }>(
            `select json_agg(x)::text as data from (select * from ${table} order by ${key} limit ${SLICE} offset ${offset}) x`,
          );
          const data = rows[0]?.data ?? null;
          if (data === null) break;
          await query(`insert into orchex.${table} select * from json_to_recordset($1::json) x(${columns})`, [data]);
        }
      }
      await query("create index on orchex.effects (token)", []);
      await query("create index on orchex.effects (run_id, task)", []);
    },
    close: () => pool.end(),
  };
}
