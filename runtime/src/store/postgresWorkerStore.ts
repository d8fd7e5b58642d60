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
 * A worker's connections: some for steps, one that only keeps leases, so that a heartbeat never waits behind a step,
 * one for everything else, and one that listens.
 */
export function postgresWorkerStore(options: DatabaseOptions, connections: { readonly steps: number }): WorkerStore {
  const steps = new Database(options, connections.steps);
  const leases = new Database(options, 1);
  const rest = new Database(options, 1);
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
    endWorker: (workerId) => endWorker(leases, workerId),
    subscribe: (onMessage) => listen(rest, onMessage),
    close: async () => {
      await Promise.all([steps.close(), leases.close(), rest.close()]);
    },
  };
}
