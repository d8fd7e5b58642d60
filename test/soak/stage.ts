import { randomBytes } from "node:crypto";
import { pathToFileURL } from "node:url";
import { fileURLToPath } from "node:url";
import { Client, Pool } from "pg";
import { storeSnapshot } from "../../runtime/dist/api/storeSnapshot.js";
import { dagOf } from "../../runtime/dist/declare/dagOf.js";
import { postgresLedger } from "../../runtime/dist/store/postgresLedger.js";
import type { Ledger } from "../../runtime/dist/store/store.js";
import { startCluster, type Cluster } from "../support/cluster.ts";
import { findPgbouncer, startPgbouncer } from "../support/pgbouncer.ts";
import { SOUNDNESS } from "../support/soundness.ts";
import type { Query } from "../support/invariants.ts";
import { AUDIT } from "./audit.ts";
import { ledgerOfEffects, type LedgerOfEffects } from "./ledgerOfEffects.ts";
import { DAGS } from "./plan.ts";
import { secondVersion } from "./secondVersion.ts";

/** The database's name is the one under which a pooler shows it. */
const DATABASE = "pooled";
export const SCHEMA = "soak";
const DAGS_FOLDER = fileURLToPath(new URL("../fixtures/soak/", import.meta.url));

/** Two servers: one with the ledger, which is attacked, and one with the effects, which is not. */
export interface Stage {
  readonly cluster: Cluster;
  readonly effects: LedgerOfEffects;
  /** Where users' actions go. */
  readonly ledger: Ledger;
  /** SQL with the schema written `orchex.`, around the network. */
  readonly query: Query;
  /** A session of one's own, to hold something in. */
  session(): Promise<Client>;
  /** Where workers connect, through a port of the network. */
  urlAt(port: number): string;
  /** Absent, with the reason, where there is none. */
  readonly pooler: { readonly port: number; readonly stop: () => Promise<void> } | { readonly reason: string };
  /** In every URL; in no log. */
  readonly password: string;
  readonly code: { readonly cwd: string; readonly addresses: readonly string[]; readonly modules: readonly string[] };
  /** The versions of the DAG that changes. */
  readonly versions: readonly string[];
  close(): Promise<void>;
}

export interface StageOptions {
  /** Changes the ledger's functions: how bugs are planted. */
  readonly rewrite?: ((sql: string) => string) | undefined;
}

export async function openStage({ rewrite }: StageOptions = {}): Promise<Stage> {
  const cluster = await startCluster({ settings: { fsync: "on", synchronous_commit: "on" } });
  const quiet = await startCluster({ settings: { fsync: "off" } });
  const password = `canary-${randomBytes(9).toString("hex")}`;
  await makeDatabase(cluster, password);
  const url = (port: number) => `postgresql://soak:${password}@127.0.0.1:${port}/${DATABASE}`;
  const direct = url(cluster.port);
  // The rules are asked of all that an hour has recorded, on a machine that may have much else to do.
  const pool = new Pool({
    connectionString: direct,
    max: 4,
    application_name: "soak-observer",
    query_timeout: 900_000,
  });
  pool.on("error", () => {});
  const query: Query = async <Row>(text: string, values: unknown[] = []) =>
    (await pool.query(inSchema(text), values)).rows as Row[];
  const ledger = postgresLedger(
    {
      url: direct,
      schema: SCHEMA,
      statementTimeoutMs: 10_000,
      preparedStatements: true,
      applicationName: "soak-user",
    },
    4,
  );
  await ledger.migrate();
  if (rewrite !== undefined) await rewriteFunctions(query, rewrite);
  for (const statement of [...SOUNDNESS, ...AUDIT]) await query(statement);
  const versions = await activateAll(ledger);
  const found = findPgbouncer();
  const pgbouncer = "reason" in found ? found : await startPgbouncer(found.path, direct);
  const effects = await ledgerOfEffects(quiet.url);
  return {
    cluster,
    effects,
    ledger,
    query,
    session: async () => {
      const client = new Client({ connectionString: direct, application_name: "soak-holder" });
      client.on("error", () => {});
      await client.connect();
      return client;
    },
    urlAt: url,
    pooler: "reason" in pgbouncer ? pgbouncer : { port: Number(new URL(pgbouncer.url).port), stop: pgbouncer.stop },
    password,
    code: { cwd: DAGS_FOLDER, addresses: DAGS.map((dag) => `dags.ts:${dag}`), modules: [] },
    versions,
    close: async () => {
      if (!("reason" in pgbouncer)) await pgbouncer.stop();
      await Promise.all([ledger.close(), pool.end(), effects.close()]);
      await Promise.all([cluster.remove(), quiet.remove()]);
    },
  };
}

function inSchema(text: string): string {
  return text.replaceAll(/\borchex\./g, `${SCHEMA}.`);
}

/** A user whose password is found again wherever it is written down. */
async function makeDatabase({ url }: Cluster, password: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`create role soak superuser login password '${password}'`);
  await client.query(`create database ${DATABASE} owner soak`);
  await client.end();
}

async function rewriteFunctions(query: Query, rewrite: (sql: string) => string): Promise<void> {
  const functions = await query<{ text: string }>(
    `select pg_get_functiondef(p.oid) as text from pg_proc p where p.pronamespace = '${SCHEMA}'::regnamespace`,
  );
  let changed = 0;
  for (const { text } of functions) {
    const plain = text.replaceAll(`"${SCHEMA}".`, "orchex.").replaceAll(`${SCHEMA}.`, "orchex.");
    const planted = rewrite(plain);
    if (planted === plain) continue;
    await query(planted);
    changed += 1;
  }
  if (changed === 0) throw new Error("Nothing of the ledger was rewritten: this bug is planted elsewhere");
}

async function activateAll(ledger: Ledger): Promise<string[]> {
  const module = (await import(pathToFileURL(`${DAGS_FOLDER}dags.ts`).href)) as Readonly<Record<string, unknown>>;
  for (const name of DAGS) {
    const dag = dagOf(module[name]);
    if (dag === undefined) throw new Error(`${name} is no DAG`);
    await storeSnapshot(ledger, dag, { activate: true });
  }
  const active = await ledger.activeSnapshot("shifting");
  if (active === null) throw new Error("shifting has no active snapshot");
  const second = secondVersion(active.content);
  await ledger.saveSnapshot(second.content, second.version);
  return [active.version, second.version];
}
