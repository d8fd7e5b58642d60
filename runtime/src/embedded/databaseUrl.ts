import { superuser } from "./connection.ts";
import type { State } from "./stateFile.ts";

/** Holds the password: for drivers, never for messages. */
export function databaseUrl({ port, password }: State, database: string): string {
  return `postgresql://${superuser}:${password}@127.0.0.1:${port}/${database}`;
}
