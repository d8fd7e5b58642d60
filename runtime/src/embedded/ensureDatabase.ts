import { clusterAt } from "./cluster.ts";
import { databaseName } from "./databaseName.ts";
import { databaseUrl } from "./databaseUrl.ts";
import type { EnsureOptions } from "./ensureServer.ts";
import { probe } from "./probe.ts";

export interface ProjectDatabase {
  /** Holds the password. */
  readonly url: string;
  readonly name: string;
  /** Whether this call started the server. */
  readonly started: boolean;
}

/**
 * The database of a project, on the user's embedded server; both come into being when they are first needed. The server
 * stays for the idle time at least, so that the caller finds it there. While it runs, this costs one connection.
 *
 * A connection lost later may mean that the server was killed: call this again, and use the URL that it gives then.
 */
export async function ensureDatabase(projectRoot: string, options: EnsureOptions = {}): Promise<ProjectDatabase> {
  const name = databaseName(projectRoot);
  const found = await probe(clusterAt(options.home), name);
  if (found.kind === "running" && found.hasKeeper) {
    return { url: databaseUrl(found.state, name), name, started: false };
  }
  // Loaded only where there is something to start or to make.
  const { ensureServer } = await import("./ensureServer.ts");
  const { createDatabase } = await import("./createDatabase.ts");
  const server = await ensureServer(options);
  await createDatabase(server, name);
  return { url: databaseUrl(server, name), name, started: server.started };
}
