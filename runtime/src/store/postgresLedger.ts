import type { DatabaseOptions } from "./connectionOptions.ts";
import { Database } from "./database.ts";
import { checkSchema, migrate } from "./migrate.ts";
import { cancel, statusOfRun } from "./statements/cancel.ts";
import { enqueue } from "./statements/enqueue.ts";
import { failures, queueDepth, staleLocks } from "./statements/health.ts";
import { report } from "./statements/report.ts";
import { requeue } from "./statements/requeue.ts";
import { runs } from "./statements/runs.ts";
import { activate, activeSnapshot, dagNames, listSnapshots, saveSnapshot, taskNames } from "./statements/snapshots.ts";
import { wantWorker, workers } from "./statements/workers.ts";
import type { Ledger } from "./store.ts";

/** The ledger in Postgres, over at most `size` connections, opened when needed. */
export function postgresLedger(options: DatabaseOptions, size: number): Ledger {
  return ledgerOn(new Database(options, size));
}

/** The same on connections that somebody else uses too; whoever closes it closes them. */
export function ledgerOn(database: Database): Ledger {
  return {
    migrate: () => migrate(database),
    checkSchema: () => checkSchema(database),
    saveSnapshot: (content, version) => saveSnapshot(database, content, version),
    activate: (dag, version) => activate(database, dag, version),
    listSnapshots: (dag) => listSnapshots(database, dag),
    activeSnapshot: (dag) => activeSnapshot(database, dag),
    dagNames: () => dagNames(database),
    taskNames: (dag) => taskNames(database, dag),
    enqueue: (dag, options) => enqueue(database, dag, options),
    runStatus: (runId) => statusOfRun(database, runId),
    report: (runId) => report(database, runId),
    runs: (filter) => runs(database, filter),
    cancel: (runId) => cancel(database, runId),
    requeue: (filter) => requeue(database, filter),
    queueDepth: () => queueDepth(database),
    failures: (filter) => failures(database, filter),
    staleLocks: (dag) => staleLocks(database, dag),
    workers: () => workers(database),
    wantWorker: (workerId, wanted) => wantWorker(database, workerId, wanted),
    close: () => database.close(),
  };
}
