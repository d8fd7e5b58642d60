import { setTimeout as delay } from "node:timers/promises";
import { clusterAt, type Cluster } from "./cluster.ts";
import { databaseError, isDatabaseError } from "./databaseError.ts";
import { lastLogLine } from "./lastLogLine.ts";
import { prepareHome } from "./prepareHome.ts";
import { probe } from "./probe.ts";
import { Repair } from "./repair.ts";
import { chooseRunAs } from "./runAs.ts";
import { startKeeper } from "./startKeeper.ts";
import { readState, writeState } from "./stateFile.ts";
import { takeTurn } from "./turn.ts";

export interface EnsureOptions {
  /** Default: `ORCHEX_HOME` or the user's data folder. */
  readonly home?: string | undefined;
  /** How long it may take in all. Default 60 s. */
  readonly timeoutMs?: number;
}

export interface ServerState {
  readonly port: number;
  readonly password: string;
  readonly pid: number;
  /** Whether this call started it. */
  readonly started: boolean;
}

/**
 * The user's one server, started if it does not run, made if there is none. Any number of processes may ask at once,
 * and any of them, the server or its keeper may have been killed at any instant before.
 *
 * Each round looks at the cluster and, when it is this process's turn, mends the one thing that is wrong.
 */
export async function ensureServer({ home, timeoutMs = 60_000 }: EnsureOptions = {}): Promise<ServerState> {
  const cluster = clusterAt(home);
  try {
    return await bringUp(cluster, timeoutMs);
  } catch (cause) {
    if (isDatabaseError(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw databaseError("database.start-failed", `The embedded Postgres cannot be used: ${reason}`, {
      remedy: `See to ${cluster.home}, choose another ORCHEX_HOME, or set DATABASE_URL.`,
      cause,
    });
  }
}

async function bringUp(cluster: Cluster, timeoutMs: number): Promise<ServerState> {
  const runAs = chooseRunAs(cluster.dataDir);
  prepareHome(cluster.home, runAs);
  const deadline = Date.now() + timeoutMs;
  const repair = new Repair(cluster, runAs, deadline);
  while (Date.now() < deadline) {
    const found = await probe(cluster, "postgres");
    if (found.kind === "running") {
      if (!found.hasKeeper) startKeeper(cluster);
      rememberPort(cluster, found.state.port);
      return { ...found.state, pid: found.pid, started: repair.startedPid === found.pid };
    }
    const turn = takeTurn(cluster.home);
    if (turn === undefined) {
      await delay(20);
      continue;
    }
    try {
      // Somebody may have mended it between the look and the turn.
      const still = await probe(cluster, "postgres");
      if (still.kind !== "running") await repair.mend(still);
    } finally {
      turn.release();
    }
  }
  const last = lastLogLine(cluster.logFile);
  throw databaseError("database.timeout", `The embedded Postgres was not ready in ${timeoutMs / 1000} s: ${last}`, {
    remedy: `Read ${cluster.logFile}, or set DATABASE_URL.`,
  });
}

function rememberPort(cluster: Cluster, port: number): void {
  const state = readState(cluster.stateFile);
  if (state !== undefined && state.port !== port) writeState(cluster, { ...state, port });
}
