import { Client, type QueryResult, type QueryResultRow } from "pg";
import { Database, type Statement } from "../../runtime/dist/store/database.js";

/** More than any session ever passes in one schedule. */
export const MOST_PLACES = 60;

type Place =
  | { readonly kind: "gate"; readonly between: boolean; readonly open: () => void }
  /** In the database: at a boundary, waiting for another's lock, or at work. */
  | { readonly kind: "inside" }
  | { readonly kind: "done" };

/** One connection whose statements wait to be told to go on. `between` tells whether no transaction is open. */
export class Session {
  readonly number: number;
  /** Names its boundaries to the database, where other schedules may be running. */
  readonly key: number;
  readonly client: Client;
  pid = 0;
  place: Place = { kind: "done" };
  /** What the script answered, or the error that it ended with. */
  answer: unknown = null;

  constructor(url: string, number: number, key: number) {
    this.number = number;
    this.key = key;
    this.client = new Client({ connectionString: url, application_name: `session ${number}` });
    this.client.on("error", () => {});
  }

  async open(): Promise<void> {
    await this.client.connect();
    const { rows } = await this.client.query<{ pid: number }>("select pg_backend_pid() as pid");
    this.pid = rows[0]?.pid ?? 0;
    await this.client.query("set deadlock_timeout = '20ms'");
  }

  async reset(): Promise<void> {
    await this.client.query(
      `select set_config('orchex_test.session', '${this.key}', false), set_config('orchex_test.place', '0', false)`,
    );
  }

  /** Starts a script, which stops at its first gate; resolves when it has ended, however. */
  begin(script: () => Promise<unknown>): Promise<void> {
    this.place = { kind: "inside" };
    const finish = (answer: unknown) => {
      this.answer = answer;
      this.place = { kind: "done" };
    };
    return script().then(finish, (error: unknown) => {
      finish({ error: error instanceof Error ? error.message : String(error) });
    });
  }

  async gate(between: boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      this.place = { kind: "gate", between, open: resolve };
    });
    this.place = { kind: "inside" };
  }
}

/** The store's own functions, over a session: what is one statement there is a transaction of three here. */
export class SteppedDatabase extends Database {
  readonly #session: Session;
  readonly #rewrite: (sql: string) => string;

  constructor(options: ConstructorParameters<typeof Database>[0], session: Session, rewrite: (sql: string) => string) {
    super(options, 1);
    this.#session = session;
    this.#rewrite = rewrite;
  }

  override sql(text: string): string {
    return super.sql(this.#rewrite(text));
  }

  override async query<Row extends QueryResultRow>(statement: Statement, values: unknown[] = []): Promise<Row[]> {
    return await this.#transaction(async (send) => (await send(statement.text, values)).rows as Row[]);
  }

  override async transaction<Result>(
    body: (query: (text: string, values?: unknown[]) => Promise<QueryResult>) => Promise<Result>,
  ): Promise<Result> {
    return await this.#transaction(async (send) => {
      let first = true;
      return await body(async (text, values) => {
        if (!first) await this.#session.gate(false);
        first = false;
        return await send(text, values);
      });
    });
  }

  async #transaction<Result>(
    body: (send: (text: string, values?: unknown[]) => Promise<QueryResult>) => Promise<Result>,
  ): Promise<Result> {
    const { client } = this.#session;
    await this.#session.gate(true);
    await client.query("begin");
    try {
      const result = await body((text, values = []) => client.query(this.sql(text), values));
      await this.#session.gate(false);
      await client.query("commit");
      return result;
    } catch (error) {
      await client.query("rollback");
      throw error;
    }
  }
}
