import type { Config } from "../config/config.ts";
import { CONCURRENCY, isIn, POLL_SECONDS, type Range } from "../config/ranges.ts";
import { OrchexError } from "../dag/error.ts";
import { nameFault } from "../dag/nameFault.ts";
import { quote } from "../dag/quote.ts";
import { describeValue } from "../declare/describeValue.ts";
import type { WorkerStore } from "../store/store.ts";
import type { Logger, RunningWorker, WorkerEvent } from "../worker/options.ts";
import { databaseOptions } from "./databaseOptions.ts";
import { databaseUrl } from "./databaseUrl.ts";

export interface WorkerLaunch {
  readonly cwd: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly concurrency: number;
  readonly pollIntervalMs: number;
  readonly drain: boolean;
  readonly inline: boolean;
  readonly watch: boolean;
  readonly logger: Logger;
  readonly onEvent?: (event: WorkerEvent) => void;
}

/** Starts a worker with connections of its own, which end with it. */
export async function launchWorker(config: Config, url: string, launch: WorkerLaunch): Promise<RunningWorker> {
  refuseName(launch.name);
  refuseOutside("concurrency", launch.concurrency, CONCURRENCY);
  refuseOutside("pollIntervalSeconds", launch.pollIntervalMs / 1_000, POLL_SECONDS);
  // Here and not above: whoever only asks the ledger loads no engine.
  const [{ postgresWorkerStore }, { startWorker }] = await Promise.all([
    import("../store/postgresWorkerStore.ts"),
    import("../worker/startWorker.ts"),
  ]);
  const options = databaseOptions(config, url, `orchex worker ${launch.name}`);
  const store = postgresWorkerStore(options, { most: config.poolMax });
  const { cwd, addresses, ...rest } = launch;
  try {
    const worker = await startWorker({
      ...rest,
      store,
      code: { cwd, addresses, modules: config.modules, modulesFrom: config.projectRoot },
      leaseMs: config.leaseMs,
      taskTimeoutMs: config.taskTimeoutMs,
      maxAttempts: config.maxAttempts,
      maxResultBytes: config.maxResultBytes,
      metricsIntervalMs: config.metricsIntervalMs,
      renewer: { entry: new URL("./renewerThread.js", import.meta.url), data: options, patienceMs: 5_000 },
      // The embedded server keeps its port when it is started again.
      ...(config.databaseUrl === null && { revive: async () => void (await databaseUrl(config)) }),
    });
    return { ...worker, done: closing(worker.done, store) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function refuseName(name: string): void {
  const fault = nameFault(name);
  if (fault === null) return;
  throw new OrchexError("worker.invalid-id", `The worker's id ${quote(name)} ${fault}`, {
    remedy: "Give --worker-id a short text, or leave it out: a random one is as good.",
  });
}

/** For programs; settings and flags were read within the same ranges. */
function refuseOutside(option: string, value: number, range: Range): void {
  if (isIn(value, range)) return;
  const message = `${option} must be from ${range.from} to ${range.to} (got ${describeValue(value)})`;
  throw new OrchexError("config.invalid", message);
}

async function closing(done: Promise<void>, store: WorkerStore): Promise<void> {
  try {
    await done;
  } finally {
    await store.close();
  }
}
