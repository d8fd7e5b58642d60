import { Client } from "pg";

import { clientConfig } from "./connectionOptions.ts";
import { quoteSchema, type Database } from "./database.ts";
import type { Subscription } from "./store.ts";

const CHECK_MS = 10_000;
const RECONNECT_MS = 1_000;

/**
 * Listens on a connection of its own. Notifications are a hint: a broken connection is replaced, and a message to
 * itself every 10 seconds tells whether they arrive at all (they do not through a pooler in transaction mode).
 */
export async function listen(database: Database, onMessage: (message: string) => void): Promise<Subscription> {
  const listener = new Listener(database, onMessage);
  await listener.connect();
  return listener;
}

const CHANNEL = "orchex";

class Listener implements Subscription {
  active = false;
  readonly #database: Database;
  readonly #onMessage: (message: string) => void;
  readonly #ping = `ping ${process.pid} ${Math.random().toString(36).slice(2)}`;
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #answered = true;
  #closed = false;

  constructor(database: Database, onMessage: (message: string) => void) {
    this.#database = database;
    this.#onMessage = onMessage;
  }

  async connect(): Promise<void> {
    const client = new Client({ ...clientConfig(this.#database.options), query_timeout: CHECK_MS });
    this.#client = client;
    const lost = () => {
      if (this.#client === client) this.#retry();
    };
    client.on("error", lost);
    client.on("end", lost);
    client.on("notification", ({ payload = "" }) => {
      this.active = true;
      if (payload === this.#ping) this.#answered = true;
      else if (!payload.startsWith("ping ")) this.#onMessage(payload);
    });
    try {
      await client.connect();
      await client.query(`listen ${quoteSchema(CHANNEL)}`);
      this.#answered = true;
      await this.#check();
    } catch {
      lost();
    }
  }

  async #check(): Promise<void> {
    const client = this.#client;
    if (client === undefined || this.#closed) return;
    this.active = this.#answered;
    this.#answered = false;
    await client.query("select pg_notify($1, $2)", [CHANNEL, this.#ping]);
    this.#timer = setTimeout(() => void this.#check().catch(() => this.#retry()), CHECK_MS);
    this.#timer.unref();
  }

  #retry(): void {
    this.active = false;
    const broken = this.#client;
    this.#client = undefined;
    clearTimeout(this.#timer);
    void broken?.end().catch(() => {});
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.connect(), RECONNECT_MS);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }
}
