import { sqlState } from "./sqlState.ts";

const TRANSIENT_STATES = [
  /^08/, // connection exceptions
  /^57P0/, // the server is going down, has crashed or is starting up
  /^40/, // serialisation failure, deadlock
  /^25006$/, // read only: a standby that is about to be promoted
  /^53300$/, // too many connections
  /^57014$/, // statement timeout
  /^(ENOENT|EADDRNOTAVAIL|ENETDOWN|EHOSTDOWN)$/, // no socket in the folder, no network yet
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)$/,
];

/** Messages of pg's own errors, which carry no code. */
const CLIENT_MESSAGES = [
  "Connection terminated",
  "timeout exceeded when trying to connect",
  "Query read timeout",
  "Client has encountered a connection error",
  "Client was closed",
];

/** Whether the same call may succeed later with nothing changed: the database is away, or two transactions collided. */
export function isTransient(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return TRANSIENT_STATES.some((pattern) => pattern.test(state));
  return error instanceof Error && CLIENT_MESSAGES.some((message) => error.message.startsWith(message));
}
