import { unknownRun } from "../api/runDetails.ts";
import { knownDag } from "../api/knownNames.ts";
import { OrchexError } from "../dag/error.ts";
import { quote } from "../dag/quote.ts";
import { RUN_STATUSES } from "../run/status.ts";
import { depthOf } from "./depthOf.ts";
import type { Handlers } from "./handlers.ts";
import type { LedgerLink } from "./ledgerLink.ts";
import { wire } from "./wire.ts";
import { workersOf } from "./workersOf.ts";

const MOST_ROWS = 1_000;
const MOST_DOCUMENT_BYTES = 16 * 1024 * 1024;

type Queries = Pick<
  Handlers,
  "dags" | "snapshots" | "snapshotContent" | "depth" | "figures" | "deadJobs" | "runs" | "run" | "job" | "workers"
>;

/** What only looks. Nothing here starts a database. */
export function queries(link: LedgerLink): Queries {
  return {
    dags: () => link.use(async (ledger) => ({ dags: wire(await ledger.knownDags()) })),
    snapshots: (params) =>
      link.use(async (ledger) => {
        const dag = params.text("dag");
        await knownDag(ledger, dag);
        return { snapshots: wire(await ledger.snapshotUses(dag)) };
      }),
    snapshotContent: (params) =>
      link.use(async (ledger) => {
        const found = await ledger.snapshotContent(params.text("dag"), params.optionalText("version") ?? null);
        return found === null ? null : { ...wire(found), content: found.content };
      }),
    depth: () => link.use(async (ledger) => depthOf(await ledger.totals())),
    figures: (params) => link.use(async (ledger) => wire(await ledger.figures(params.text("dag")))),
    deadJobs: (params) =>
      link.use(async (ledger) => {
        const jobs = await ledger.deadJobs({
          dag: params.optionalText("dag") ?? null,
          task: params.optionalText("task") ?? null,
          limit: params.count("limit", 200, MOST_ROWS),
        });
        return { jobs: wire(jobs) };
      }),
    runs: (params) =>
      link.use(async (ledger) => {
        const runs = await ledger.runs({
          dag: params.optionalText("dag") ?? null,
          status: params.optionalChoice("status", RUN_STATUSES) ?? null,
          limit: params.count("limit", 100, MOST_ROWS),
        });
        return { runs: wire(runs) };
      }),
    run: (params) =>
      link.use(async (ledger) => {
        const runId = params.runId("runId");
        const run = await ledger.runState(runId);
        if (run === null) throw unknownRun(runId);
        return wire(run);
      }),
    job: (params) =>
      link.use(async (ledger) => {
        const [runId, task] = [params.runId("runId"), params.text("task")];
        const job = await ledger.jobDetails(runId, task, params.count("maxBytes", 1024 * 1024, MOST_DOCUMENT_BYTES));
        if (job === null) throw new OrchexError("task.unknown", `Run ${runId} has no task ${quote(task)}`);
        return wire(job);
      }),
    workers: () => link.use(workersOf),
  };
}
