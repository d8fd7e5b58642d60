import { OrchexError } from "../dag/error.ts";
import { quoteSchema, type Database } from "./database.ts";
import { MIGRATIONS } from "./migrations.generated.ts";

/**
 * Brings the schema up to date in one transaction, under an advisory transaction lock, reading the version after the
 * lock: any number of processes may start at once. Answers how many migrations ran.
 */
export async function migrate(database: Database): Promise<number> {
  const { schema } = database.options;
  const quoted = quoteSchema(schema);
  return await database.transaction(async (query) => {
    await query("set local statement_timeout = 0");
    await query("select pg_advisory_xact_lock(hashtext('orchex migrate'), hashtext($1))", [schema]);
    const exists = await query("select 1 from pg_namespace where nspname = $1", [schema]);
    if (exists.rowCount === 0) await query(`create schema ${quoted}`);
    await query(
      `create table if not exists orchex.migrations (id int primary key, name text not null, applied_at timestamptz not null default now())`,
    );
    const { rows } = await query("select coalesce(max(id), 0) as version from orchex.migrations");
    const version = (rows[0] as { version: number }).version;
    refuseNewer(version, schema);
    const due = MIGRATIONS.filter(({ id }) => id > version);
    for (const { id, name, sql } of due) {
      await query(sql);
      await query("insert into orchex.migrations (id, name) values ($1, $2)", [id, name]);
    }
    return due.length;
  });
}

/** Throws unless the schema is exactly the one that this version of Orchex works on. */
export async function checkSchema(database: Database): Promise<void> {
  const { schema } = database.options;
  const rows = await database.query<{ version: number }>({
    name: "schema-version",
    text: "select coalesce(max(id), 0) as version from orchex.migrations",
  });
  const version = rows[0]?.version ?? 0;
  refuseNewer(version, schema);
  if (version < newest()) {
    throw new OrchexError(
      "database.schema-older",
      `The ledger in schema "${schema}" is at version ${version}; this Orchex needs ${newest()}`,
      {
        remedy: "Run `orchex init-db` to bring it up to date.",
      },
    );
  }
}

function refuseNewer(version: number, schema: string): void {
  if (version <= newest()) return;
  throw new OrchexError(
    "database.schema-newer",
    `The ledger in schema "${schema}" is at version ${version}, newer than this Orchex knows (${newest()})`,
    {
      remedy: "Upgrade the orchex package here to the version that made it.",
    },
  );
}

function newest(): number {
  return MIGRATIONS.at(-1)?.id ?? 0;
}
