import { resolveConfig } from "../config/resolveConfig.ts";
import { OrchexError } from "../dag/error.ts";
import { dagOf } from "../declare/dagOf.ts";
import type { DagDefinition } from "../declare/definition.ts";
import { describeValue } from "../declare/describeValue.ts";
import { postgresLedger } from "../store/postgresLedger.ts";
import type { Logger } from "../worker/options.ts";
import { cancelRun } from "./cancelRun.ts";
import { databaseOptions } from "./databaseOptions.ts";
import { databaseUrl } from "./databaseUrl.ts";
import { enqueueRuns } from "./enqueueRuns.ts";
import { enqueueTogether } from "./enqueueTogether.ts";
import { initDb } from "./initDb.ts";
import { launchWorker } from "./launchWorker.ts";
import type { ConnectOptions, DagLike, Orchex } from "./orchex.ts";
import { invalidRunId } from "./prepareRuns.ts";
import { retryJobs } from "./retryJobs.ts";
import { runDetails, unknownRun } from "./runDetails.ts";
import { isUuid } from "./runId.ts";
import { storeSnapshot } from "./storeSnapshot.ts";
import { waitForRun } from "./waitForRun.ts";
import { workerName } from "./workerName.ts";

/** What `connect` opens, in a module of its own, so that a module that only declares DAGs loads no database driver. */
export async function openOrchex(options: ConnectOptions): Promise<Orchex> {
  const config = await resolveConfig(options);
  const url = await databaseUrl(config);
  const ledger = postgresLedger(databaseOptions(config, url, "orchex"), config.poolMax);
  const { maxResultBytes: maxBytes } = config;
  const close = () => ledger.close();
  const together = { enqueue: enqueueTogether((dag, runs) => ledger.enqueue(dag, runs)) };
  return {
    initDb: async (dag) => await initDb(ledger, config.schema, dag === undefined ? null : definitionOf(dag)),
    snapshot: async (dag, { activate = false, source = false } = {}) =>
      await storeSnapshot(ledger, definitionOf(dag), { activate, source }),
    activate: (dagName, version) => ledger.activate(dagName, version),
    enqueue: async (dag, { inputs, metadata, runId } = {}) => {
      const name = nameOf(dag);
      const made = await enqueueRuns(together, name, { inputs: [inputs], metadata, runId, maxBytes });
      return { runId: made.runIds[0] ?? "", dag: name, version: made.version, created: made.created };
    },
    enqueueMany: async (dag, inputs, { metadata } = {}) => {
      const { runIds } = await enqueueRuns(together, nameOf(dag), { inputs, metadata, maxBytes });
      return { runIds };
    },
    report: async (runId) => {
      const found = await ledger.report(sound(runId));
      if (found === null) throw unknownRun(runId);
      return runDetails(found);
    },
    wait: async (runId, waiting = {}) => await waitForRun(ledger, sound(runId), waiting),
    cancel: async (runId) => await cancelRun(ledger, sound(runId)),
    retryDead: (filter = {}) => retryJobs(ledger, "dead", filter),
    retryFailed: (filter = {}) => retryJobs(ledger, "failed", filter),
    startWorker: ({ dags, pollIntervalSeconds, ...chosen }) =>
      launchWorker(config, url, {
        cwd: config.cwd,
        addresses: dags,
        name: chosen.name ?? workerName(),
        concurrency: chosen.concurrency ?? config.concurrency,
        pollIntervalMs: pollIntervalSeconds === undefined ? config.pollIntervalMs : pollIntervalSeconds * 1_000,
        drain: chosen.drain ?? false,
        inline: chosen.inline ?? false,
        watch: chosen.watch ?? false,
        logger: chosen.logger ?? SILENT,
        ...(chosen.onEvent !== undefined && { onEvent: chosen.onEvent }),
      }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

const SILENT: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function definitionOf(dag: DagLike): DagDefinition {
  const definition = dagOf(dag);
  if (definition !== undefined) return definition;
  throw new OrchexError("dag.not-a-dag", `A DAG was expected, not ${describeValue(dag)}`, {
    remedy: "Pass a Dag, or a class decorated with @dag.",
  });
}

function nameOf(dag: DagLike | string): string {
  return typeof dag === "string" ? dag : definitionOf(dag).name;
}

function sound(runId: string): string {
  if (!isUuid(runId)) throw invalidRunId(runId);
  return runId.toLowerCase();
}
