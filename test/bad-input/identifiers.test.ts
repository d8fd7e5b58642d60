import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { Client } from "pg";
import { expectAnswer, expectRefusal } from "./badCase.ts";

let client: Client;
let env: { DATABASE_URL: string };
beforeAll(async () => {
  env = { DATABASE_URL: inject("postgresUrl") };
  client = new Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  await client.query("create table if not exists public.bystander (id int)");
});
afterAll(() => client.end());

const schemas = async () =>
  (await client.query<{ nspname: string }>("select nspname from pg_namespace where nspname !~ '^bad_' order by 1"))
    .rows;

/** Refused by name, before the database is asked. */
const REFUSED = [
  " ",
  "a b",
  "a-b",
  "a.b",
  "1a",
  "é",
  "schéma",
  "схема",
  "a\u0000",
  "a\u001b[31m",
  "a\n",
  "\ud800",
  '"',
  '""',
  '"a"',
  "'a'",
  "a;",
  "a/*",
  "--",
  "$$",
  "a$b",
  "$&",
  "$1",
  'a"; drop table public.bystander; --',
  "a'; drop table public.bystander; --",
  "a; drop schema public cascade",
  'x".y',
  "a\\",
  "%s",
  "${x}",
  "../a",
  "a,b",
  "a|b",
  "（",
  "＿a",
  "a\u202eb",
  "a\u200bb",
  "é".repeat(32),
  "a".repeat(64),
  "a".repeat(9_999),
  "pg_x",
  "PG_X",
  "Pg_Toast",
  "pg_catalog",
  "pg_temp",
  "information_schema",
  "INFORMATION_SCHEMA",
];

describe.each(["init-db", "runs"])("DB_SCHEMA that %s refuses: ", (command) => {
  test.each(REFUSED.map((schema) => [JSON.stringify(schema).slice(0, 50), schema] as const))(
    "%s",
    async (_name, schema) => {
      const before = await schemas();
      const args = command === "runs" ? ["runs", `--schema=${schema}`] : [command];
      const set = command === "runs" ? env : { ...env, DB_SCHEMA: schema };
      await expectRefusal({ args, env: set, code: 2, says: ["DB_SCHEMA must be"] });
      expect(await schemas()).toEqual(before);
    },
  );
});

/** Sound, though they look as if they were not. */
const KEPT = [
  "select",
  "user",
  "table",
  "null",
  "_",
  "A",
  "Orchex",
  "orchex_clock",
  "constructor",
  "__proto__",
  "toString",
  "a".repeat(63),
  "b".repeat(62),
];

test.each(KEPT)("DB_SCHEMA that is taken as it is: %s", async (schema) => {
  const set = { ...env, DB_SCHEMA: schema };
  try {
    await expectAnswer({ args: ["init-db", "--dag", "etl.ts:etl"], env: set, code: 0 });
    expect(await schemas()).toContainEqual({ nspname: schema });
    await expectAnswer({ args: ["enqueue", "--dag=etl"], env: set, code: 0 });
    await expectAnswer({ args: ["runs", "--json"], env: set, code: 0, says: ['"dag":"etl"'] });
  } finally {
    await client.query(`drop schema if exists ${client.escapeIdentifier(schema)} cascade`);
  }
});

test("nobody else's table was touched", async () => {
  await client.query("select id from public.bystander");
});
