import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import { findBinaries } from "./binaries.ts";
import type { Cluster } from "./cluster.ts";
import { connect } from "./connection.ts";
import { isIdleFor, nextIdleness, type Activity, type Idleness } from "./idleness.ts";
import { keeperLocks } from "./keeperLocks.ts";
import { probe } from "./probe.ts";
import { chooseRunAs } from "./runAs.ts";
import { stopServer } from "./stopServer.ts";
import { trimLog } from "./trimLog.ts";
import { isTurnTaken } from "./turn.ts";

const keeperName = "orchex keeper";

const activitySql = `
select (select count(*) from pg_stat_activity
        where backend_type = 'client backend' and application_name <> '${keeperName}')::int as clients,
       (select coalesce(sum(sessions), 0) from pg_stat_database)::text as sessions`;

/**
 * Stops the server when nobody has used it for a while, and keeps its log small. Ends when the server is gone, however
 * that came about, and at once if the server has a keeper already.
 */
export async function keep(cluster: Cluster, idleSeconds: number): Promise<void> {
  const server = await waitForServer(cluster);
  if (server === undefined) return;
  const client = await connect({ ...server, database: "postgres", applicationName: keeperName });
  const gone = new Promise<true>((resolve) => client.once("end", () => resolve(true)));
  try {
    const alone = await tryLock(client, keeperLocks.keeping);
    if (alone) await watch(client, { cluster, pid: server.pid, idleSeconds, gone });
  } finally {
    await client.end();
  }
}

interface Watch {
  readonly cluster: Cluster;
  readonly pid: number;
  readonly idleSeconds: number;
  readonly gone: Promise<true>;
}

async function watch(client: Client, { cluster, pid, idleSeconds, gone }: Watch): Promise<void> {
  const idleMs = idleSeconds * 1000;
  const tickMs = Math.min(5_000, Math.max(50, idleMs / 10));
  let idleness: Idleness | undefined;
  for (;;) {
    idleness = nextIdleness(idleness, await readActivity(client), performance.now());
    if (isIdleFor(idleness, idleMs, performance.now())) {
      // Whoever connects from now on sees the lock and waits for the next server; whoever came before is counted.
      await tryLock(client, keeperLocks.stopping);
      idleness = nextIdleness(idleness, await readActivity(client), performance.now());
      if (isIdleFor(idleness, idleMs, performance.now())) return stop(cluster, pid);
      await client.query("select pg_advisory_unlock($1, $2)", [keeperLocks.space, keeperLocks.stopping]);
    }
    trimLog(cluster.logFile);
    const timer = new AbortController();
    const ended = await Promise.race([gone, delay(tickMs, false, { signal: timer.signal }).catch(() => false)]);
    timer.abort();
    if (ended) return;
  }
}

function stop({ home, dataDir }: Cluster, pid: number): Promise<void> {
  return stopServer({ pid, dataDir, mode: "fast", binariesDir: () => findBinaries(home, chooseRunAs(dataDir)) });
}

async function readActivity(client: Client): Promise<Activity> {
  const [activity] = (await client.query<Activity>(activitySql)).rows;
  if (activity === undefined) throw new Error("The server counts no activity");
  return activity;
}

async function tryLock(client: Client, lock: number): Promise<boolean> {
  const sql = 'select pg_try_advisory_lock($1, $2) as "locked"';
  return (await client.query<{ locked: boolean }>(sql, [keeperLocks.space, lock])).rows[0]?.locked === true;
}

/** A keeper is started just before its server, by a process that holds a turn until the server is ready, or is killed. */
async function waitForServer(
  cluster: Cluster,
): Promise<{ readonly pid: number; readonly port: number; readonly password: string } | undefined> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const found = await probe(cluster, "postgres");
    if (found.kind === "running") return { ...found.state, pid: found.pid };
    if (found.kind !== "busy" && !isTurnTaken(cluster.home)) return undefined;
    if (performance.now() > deadline) return undefined;
    await delay(20);
  }
}
