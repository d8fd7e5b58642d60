import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { expect, inject } from "vitest";
import { cliInProcess, type Environment } from "./cliInProcess.ts";

export interface BadLedger {
  /** What leads a command to it. */
  readonly env: Environment;
  readonly url: string;
  readonly schema: string;
  readonly runId: string;
  readonly query: (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
  /** Every row of every table as one text: equal before and after what was refused. */
  readonly content: () => Promise<string>;
  readonly drop: () => Promise<void>;
}

/** A ledger with a DAG and a run, for bad inputs to change nothing in. */
export async function badLedger(): Promise<BadLedger> {
  const url = inject("postgresUrl");
  const schema = `bad_${randomBytes(6).toString("hex")}`;
  const env = { DATABASE_URL: url, DB_SCHEMA: schema, ORCHEX_DAG: "etl" };
  const client = new Client({ connectionString: url });
  await client.connect();
  const query = async (text: string, values: unknown[] = []) =>
    (await client.query<Record<string, unknown>>(text.replaceAll(/\borchex\./g, `"${schema}".`), values)).rows;
  const made = await cliInProcess(["init-db", "--dag", "etl.ts:etl"], { env });
  expect(made, made.stderr).toMatchObject({ code: 0 });
  const enqueued = await cliInProcess(["enqueue", "--json"], { env });
  const { runId } = JSON.parse(enqueued.stdout) as { runId: string };
  const tables = await query("select tablename from pg_tables where schemaname = $1 order by 1", [schema]);
  const every = tables.map(
    ({ tablename }) => `select '${String(tablename)}', t::text from orchex."${String(tablename)}" t`,
  );
  return {
    env,
    url,
    schema,
    runId,
    query,
    content: async () => JSON.stringify(await query(`${every.join(" union all ")} order by 1, 2`)),
    drop: async () => {
      await client.query(`drop schema if exists "${schema}" cascade`);
      await client.end();
    },
  };
}
