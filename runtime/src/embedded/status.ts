import { readFileSync } from "node:fs";
import { join } from "node:path";
import { administer } from "./administer.ts";
import { clusterAt } from "./cluster.ts";
import { readPostmaster } from "./postmaster.ts";
import { probe } from "./probe.ts";
import { readState } from "./stateFile.ts";

export interface Status {
  readonly running: boolean;
  /** The port it has, or will ask for when it starts; null before the first start. */
  readonly port: number | null;
  readonly pid: number | null;
  /** Such as "18.4"; the major version alone while it is stopped; null before the first start. */
  readonly version: string | null;
  /** Clients connected now, but for the keeper and this call. */
  readonly connections: number;
  readonly home: string;
  readonly dataDir: string;
  readonly logFile: string;
}

const statusSql = `
select current_setting('server_version') as version,
       (select count(*) from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid()
          and application_name <> 'orchex keeper')::int as connections`;

/** What there is. Starts nothing and changes nothing. */
export async function status(home?: string): Promise<Status> {
  const cluster = clusterAt(home);
  const places = { home: cluster.home, dataDir: cluster.dataDir, logFile: cluster.logFile };
  const found = await probe(cluster, "postgres");
  if (found.kind !== "running") {
    const running = found.kind === "busy" || found.kind === "locked-out";
    const pid = running ? (readPostmaster(cluster.dataDir)?.pid ?? null) : null;
    const port = readState(cluster.stateFile)?.port ?? null;
    return { running, port, pid, version: majorVersion(cluster.dataDir), connections: 0, ...places };
  }
  const row = await administer(found.state, async (client) => {
    return (await client.query<{ version: string; connections: number }>(statusSql)).rows[0];
  });
  const version = row?.version.split(" ")[0] ?? null;
  return {
    running: true,
    port: found.state.port,
    pid: found.pid,
    version,
    connections: row?.connections ?? 0,
    ...places,
  };
}

function majorVersion(dataDir: string): string | null {
  try {
    return readFileSync(join(dataDir, "PG_VERSION"), "utf8").trim();
  } catch {
    return null;
  }
}
