import { existsSync } from "node:fs";
import type { Cluster } from "./cluster.ts";
import { connect } from "./connection.ts";
import { databaseError } from "./databaseError.ts";
import { readKeeperLocks, type KeeperLocks } from "./keeperLocks.ts";
import { readPostmaster } from "./postmaster.ts";
import { servesData } from "./servesData.ts";
import { readState, type State } from "./stateFile.ts";

/** What is the matter with a cluster, as seen by one look. */
export type Probe =
  /** It serves, and goes on serving for the keeper's idle time at least. */
  | { readonly kind: "running"; readonly state: State; readonly pid: number; readonly hasKeeper: boolean }
  | { readonly kind: "no-database" }
  /** It starts or stops: look again. */
  | { readonly kind: "busy" }
  /** No server. */
  | { readonly kind: "down"; readonly state: State }
  /** A server that does not take the password of the state file. */
  | { readonly kind: "locked-out"; readonly state: State; readonly pid: number }
  /** There are data, but the state file is lost. */
  | { readonly kind: "no-state" }
  | { readonly kind: "no-cluster" };

/** A keeper is started with its server; one too many does no harm. */
const keeperStartSeconds = 1;

/** One connection attempt at most, and nothing is changed. */
export async function probe(cluster: Cluster, database: string): Promise<Probe> {
  const state = readState(cluster.stateFile);
  if (state === undefined) return { kind: existsSync(cluster.dataDir) ? "no-state" : "no-cluster" };
  const postmaster = readPostmaster(cluster.dataDir);
  if (postmaster === undefined || !servesData(postmaster.pid, cluster.dataDir)) return { kind: "down", state };
  if (!postmaster.ready) return { kind: "busy" };

  const { pid, port } = postmaster;
  let locks: KeeperLocks | undefined;
  try {
    locks = await askForLocks({ port, password: state.password }, database);
  } catch (error) {
    return judgeFailure(error, { state, pid });
  }
  // The order matters. The keeper takes its lock before it counts connections, and we are connected before we read the
  // locks, so one sees the other; and a server that was told to stop says so in its file before it ends a session.
  const now = readPostmaster(cluster.dataDir);
  if (locks === undefined || locks.stopping || now?.pid !== pid || !now.ready) return { kind: "busy" };
  const hasKeeper = locks.keeping || locks.upSeconds < keeperStartSeconds;
  return { kind: "running", state: { port, password: state.password }, pid, hasKeeper };
}

async function askForLocks({ port, password }: State, database: string): Promise<KeeperLocks | undefined> {
  const client = await connect({ port, password, database, applicationName: "orchex" });
  try {
    return (await client.query<KeeperLocks>(readKeeperLocks)).rows[0];
  } finally {
    await client.end();
  }
}

function judgeFailure(error: unknown, { state, pid }: { readonly state: State; readonly pid: number }): Probe {
  const { code = "", message } = error as NodeJS.ErrnoException;
  if (code === "28P01") return { kind: "locked-out", state, pid };
  if (code === "3D000") return { kind: "no-database" };
  if (code === "ECONNREFUSED") return { kind: "down", state };
  // Starting, stopping, ended by an administrator, recovering; a lost connection has no code of Postgres.
  if (/^(57P|08|53300|E[A-Z]+$|$)/.test(code)) return { kind: "busy" };
  throw databaseError("database.connect-failed", `The embedded Postgres on port ${state.port} refuses: ${message}`, {
    remedy: "Run orchex db stop and try again.",
    cause: error,
  });
}
