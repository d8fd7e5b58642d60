import { createHash } from "node:crypto";
import { Pool, type PoolClient, type QueryResult, type QueryResultRow } from "pg";

import { clientConfig, type DatabaseOptions } from "./connectionOptions.ts";
import { databaseError } from "./databaseError.ts";
import { sqlState } from "./sqlState.ts";

/** A statement: lower case, with the schema written `orchex.`. Its name is unique in the store. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

const COLLISIONS = new Set(["40001", "40P01"]);
const COLLISION_TRIES = 5;

/** `"name"`, for a schema name that the configuration has already checked. The one place that quotes it. */
export function quoteSchema(schema: string): string {
  return `"${schema.replaceAll('"', '""')}"`;
}

/** Names its database without the user's password, for messages. */
function placeOf(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname || "localhost"}:${port || "5432"}${decodeURIComponent(pathname)}`;
  } catch {
    return "DATABASE_URL";
  }
}

/**
 * Tells the prepared statements of two schemas apart, for poolers that share a session between clients, in a length that
 * leaves room for the statement's own name in the 63 characters that Postgres looks at.
 */
function digestOf(schema: string): string {
  return createHash("sha256").update(schema).digest("hex").slice(0, 16);
}

/** A few connections that are opened when needed, replaced when broken, and share nothing with other `Database`s. */
export class Database {
  readonly options: DatabaseOptions;
  readonly place: string;
  readonly #pool: Pool;
  readonly #prefix: string;
  readonly #digest: string;
  readonly #texts = new Map<string, string>();
  #answeredAt = performance.now();

  constructor(options: DatabaseOptions, size: number) {
    this.options = options;
    this.place = placeOf(options.url);
    this.#prefix = `${quoteSchema(options.schema)}.`;
    this.#digest = digestOf(options.schema);
    this.#pool = new Pool({ ...clientConfig(options), max: size, idleTimeoutMillis: 0, allowExitOnIdle: false });
    // A connection that breaks is replaced at the next query, and whoever queries is told; the event, which nobody else
    // hears in the middle of a transaction, would end the process.
    this.#pool.on("connect", (client) => client.on("error", () => {}));
    this.#pool.on("error", () => {});
  }

  /** Milliseconds since a query was answered last. */
  get silentMs(): number {
    return performance.now() - this.#answeredAt;
  }

  /** The rows. Collisions of transactions are tried again; every other failure is an OrchexError where it is the database's. */
  async query<Row extends QueryResultRow>(statement: Statement, values: unknown[] = []): Promise<Row[]> {
    const text = this.sql(statement.text);
    for (let attempt = 1; ; attempt += 1) {
      try {
        const config = this.options.preparedStatements
          ? { name: `${statement.name}.${this.#digest}`, text, values }
          : { text, values };
        const { rows } = await this.#pool.query<Row>(config);
        this.#answeredAt = performance.now();
        return rows;
      } catch (error) {
        const state = sqlState(error);
        if (state !== undefined && COLLISIONS.has(state) && attempt < COLLISION_TRIES) continue;
        throw databaseError(error, this.place);
      }
    }
  }

  /** One transaction on one connection. */
  async transaction<Result>(
    body: (query: (text: string, values?: unknown[]) => Promise<QueryResult>) => Promise<Result>,
  ): Promise<Result> {
    let client: PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      throw databaseError(error, this.place);
    }
    let broken = true;
    try {
      await client.query("begin");
      const result = await body((text, values = []) => client.query(this.sql(text), values));
      await client.query("commit");
      broken = false;
      return result;
    } catch (error) {
      broken = await client.query("rollback").then(
        () => false,
        () => true,
      );
      throw databaseError(error, this.place);
    } finally {
      client.release(broken);
    }
  }

  sql(text: string): string {
    let known = this.#texts.get(text);
    if (known === undefined) {
      known = text.replaceAll(/\borchex\./g, this.#prefix);
      this.#texts.set(text, known);
    }
    return known;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
