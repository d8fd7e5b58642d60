import type { DatabaseOptions } from "./connectionOptions.ts";
import { Database } from "./database.ts";
import type { EditorLedger } from "./editorLedger.ts";
import { ledgerOn } from "./postgresLedger.ts";
import { deadJobs } from "./statements/deadJobs.ts";
import { figures } from "./statements/figures.ts";
import { jobDetails } from "./statements/jobDetails.ts";
import { knownDags } from "./statements/knownDags.ts";
import { otherClients } from "./statements/otherClients.ts";
import { pulse } from "./statements/pulse.ts";
import { runState } from "./statements/runState.ts";
import { snapshotContent } from "./statements/snapshotContent.ts";
import { snapshotUses } from "./statements/snapshotUses.ts";
import { totals } from "./statements/totals.ts";

/** The ledger as an editor sees it, over at most `size` connections, opened when needed. */
export function postgresEditorLedger(options: DatabaseOptions, size: number): EditorLedger {
  const database = new Database(options, size);
  return {
    ...ledgerOn(database),
    pulse: () => pulse(database),
    otherClients: () => otherClients(database),
    knownDags: () => knownDags(database),
    snapshotContent: (dag, version) => snapshotContent(database, dag, version),
    snapshotUses: (dag) => snapshotUses(database, dag),
    totals: () => totals(database),
    figures: (dag) => figures(database, dag),
    deadJobs: (filter) => deadJobs(database, filter),
    runState: (runId) => runState(database, runId),
    jobDetails: (runId, task, maxBytes) => jobDetails(database, runId, task, maxBytes),
  };
}
