import { createHash, randomBytes } from "node:crypto";
import { Database } from "../../runtime/dist/store/database.js";
import { migrate } from "../../runtime/dist/store/migrate.js";
import { SOUNDNESS } from "./soundness.ts";

/** Where the frozen clock stands before it is moved. */
export const FROZEN_AT = Date.UTC(2030, 0, 1);

/** A table and no setting: a pool replaces a connection after an error. */
const CLOCK = [
  `create table orchex.frozen_clock as select timestamptz '${new Date(FROZEN_AT).toISOString()}' as at`,
  `create or replace function orchex.clock() returns timestamptz language sql volatile as
   $$ select c.at from orchex.frozen_clock c $$`,
];

/** A ledger whose clock stands still unless it is moved: what took its time from elsewhere is years off. */
export interface FrozenLedger {
  readonly schema: string;
  /** One connection, as the store uses it. */
  readonly database: Database;
  /** SQL with the schema written `orchex.`. */
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Sets the clock, in milliseconds since it was frozen. */
  setClock(ms: number): Promise<void>;
  drop(): Promise<void>;
}

export interface FrozenLedgerOptions {
  /** Rewrites the migration's functions, and what else is sent: how bugs are planted. */
  readonly rewrite?: (sql: string) => string;
  readonly migrated?: boolean;
}

export async function frozenLedger(url: string, options: FrozenLedgerOptions = {}): Promise<FrozenLedger> {
  const schema = `frozen_${randomBytes(6).toString("hex")}`;
  const connection = { url, schema, statementTimeoutMs: 30_000, preparedStatements: true, applicationName: schema };
  const database = new RewritingDatabase(connection, 1, options.rewrite ?? ((sql) => sql));
  const query = async <Row extends object>(text: string, values: unknown[] = []) =>
    await database.query<Row>({ name: createHash("sha1").update(text).digest("hex"), text }, values);
  if (options.migrated !== false) {
    await migrate(database);
    for (const statement of [...SOUNDNESS, ...CLOCK]) await query(statement);
  }
  return {
    schema,
    database,
    query,
    setClock: async (ms) => {
      await query("update orchex.frozen_clock set at = $1::timestamptz", [new Date(FROZEN_AT + ms).toISOString()]);
    },
    drop: async () => {
      await query(`drop schema if exists "${schema}" cascade`);
      await database.close();
    },
  };
}

class RewritingDatabase extends Database {
  readonly #rewrite: (sql: string) => string;

  constructor(options: ConstructorParameters<typeof Database>[0], size: number, rewrite: (sql: string) => string) {
    super(options, size);
    this.#rewrite = rewrite;
  }

  override sql(text: string): string {
    return super.sql(this.#rewrite(text));
  }
}
