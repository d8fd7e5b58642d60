import type { DatabaseOptions } from "./connectionOptions.ts";
import { Database } from "./database.ts";
import { listen } from "./listen.ts";
import { beat, renew } from "./statements/beat.ts";
import { anyOpen, depth } from "./statements/depth.ts";
import { fail } from "./statements/fail.ts";
import { loadResults, loadRuns, loadSnapshot } from "./statements/load.ts";
import { register } from "./statements/register.ts";
import { releaseOrphans } from "./statements/releaseOrphans.ts";
import { release } from "./statements/release.ts";
import { skip } from "./statements/skip.ts";
import { step } from "./statements/step.ts";
import { tend } from "./statements/tend.ts";
import { clock, endWorker, setWaiting } from "./statements/workerState.ts";
import type { WorkerStore } from "./store.ts";

/**
 * The most that a heartbeat may take on the server. A connection that swallows what is sent must be given up while the
 * lease still runs: its statements are short, so that one which takes seconds has died.
 */
const LEASE_STATEMENT_MS = 4_000;

/** One that only keeps leases, two for steps, one for everything else, and one that listens. */
const ALL_ITS_OWN = 5;

/**
 * A worker's connections, `most` of them and at least two. One only keeps leases, so that a heartbeat never waits behind
 * a step. With fewer than five, steps have one, or share it with everything else, and polling alone finds work.
 */
export function postgresWorkerStore(options: DatabaseOptions, { most }: { readonly most: number }): WorkerStore {
  const { statementTimeoutMs } = options;
  const leaseStatementMs =
    statementTimeoutMs === 0 ? LEASE_STATEMENT_MS : Math.min(statementTimeoutMs, LEASE_STATEMENT_MS);
  const leases = new Database({ ...options, statementTimeoutMs: leaseStatementMs }, 1);
  const steps = new Database(options, most >= ALL_ITS_OWN ? 2 : 1);
  const rest = most >= ALL_ITS_OWN - 2 ? new Database(options, 1) : steps;
  const listens = most >= ALL_ITS_OWN - 1;
  return {
    clock: () => clock(leases),
    register: (worker) => register(leases, worker),
    step: (batch) => step(steps, batch),
    fail: (failures) => fail(rest, failures),
    release: (jobs) => release(rest, jobs),
    skip: (workerId, jobs) => skip(rest, workerId, jobs),
    releaseOrphans: (workerId, tokens) => releaseOrphans(rest, workerId, tokens),
    beat: (sent) => beat(leases, sent),
    renew: (workerIds, leaseMs) => renew(leases, workerIds, leaseMs),
    tend: () => tend(rest),
    setWaiting: (workerId, waiting) => setWaiting(leases, workerId, waiting),
    loadSnapshot: (snapshotId) => loadSnapshot(rest, snapshotId),
    loadRuns: (runIds) => loadRuns(rest, runIds),
    loadResults: (jobs) => loadResults(rest, jobs),
    anyOpen: (dagIds) => anyOpen(rest, dagIds),
    depth: (dagIds, limit) => depth(rest, dagIds, limit),
    endWorker: (workerId, clean = false) => endWorker(leases, workerId, clean),
    silentMs: () => Math.min(leases.silentMs, steps.silentMs, rest.silentMs),
    subscribe: (onMessage) =>
      listens ? listen(rest, onMessage) : Promise.resolve({ active: false, close: () => Promise.resolve() }),
    close: async () => {
      await Promise.all([...new Set([steps, leases, rest])].map((database) => database.close()));
    },
  };
}
