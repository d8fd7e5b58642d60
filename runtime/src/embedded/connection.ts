import { Client } from "pg";

/** The role that owns the embedded server. */
export const superuser = "orchex";

export interface Connection {
  readonly port: number;
  readonly password: string;
  readonly database: string;
  readonly applicationName: string;
}

/** Connects to the embedded server; whoever asks ends the client. */
export async function connect({ port, password, database, applicationName }: Connection): Promise<Client> {
  const client = new Client({
    host: "127.0.0.1",
    port,
    user: superuser,
    password,
    database,
    application_name: applicationName,
    ssl: false,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
  });
  // A server that goes away is seen by the next query; without a listener it would end this process.
  client.on("error", () => {});
  await client.connect();
  return client;
}
