import { hostname } from "node:os";

import type { WantedState, WorkerState } from "../store/store.ts";
import { Engine } from "./engine.ts";
import type { ExecutorEvents } from "./executor.ts";
import { Identities } from "./identities.ts";
import { inlineExecutor } from "./inlineExecutor.ts";
import { Keeper } from "./keeper.ts";
import { startMetrics } from "./metrics.ts";
import type { RunningWorker, WorkerOptions } from "./options.ts";
import { threadPool } from "./threadPool.ts";
import { watchFiles } from "./watchFiles.ts";

const SWEEP_MS = 50;
/** How often tasks that the code does not know are looked at again: the worker that knew them may have ended. */
const UNKNOWN_MS = 10_000;

/**
 * Loads the code, enters the worker in the ledger and starts to work. Rejects when the code does not load or the
 * database cannot be used; later failures are those of `done`.
 */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { store, logger } = options;
  const loadedAt = await store.clock();
  // The executor is made before the engine, and speaks only once it was given work.
  const later: { engine?: Engine; keeper?: Keeper } = {};
  const events: ExecutorEvents = {
    onOutcomes: (outcomes) => later.engine?.outcomes(outcomes),
    onOrphans: (orphans) => later.engine?.orphans(orphans),
    onLog: ({ level, message, fields }) => logger[level](message, fields),
  };
  const makeExecutor = options.executor ?? (options.inline ? inlineExecutor : threadPool);
  const { executor, slots } = await makeExecutor({ ...options, events });
  const identities = new Identities(options, hostname());
  try {
    await identities.register(executor.registry, loadedAt);
  } catch (error) {
    await executor.close();
    throw error;
  }

  let state: WorkerState = "running";
  let settle: { resolve: () => void; reject: (error: unknown) => void } = { resolve: () => {}, reject: () => {} };
  const done = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  let fatal: unknown;
  let finishing = false;

  const onFatal = (error: unknown) => {
    fatal ??= error;
    void finish(true);
  };
  const engine = new Engine(options, {
    executor,
    slots,
    identities,
    onFatal,
    beforeSubmit: () => later.keeper?.brief(),
    onRetry: (delayMs) => later.keeper?.tendIn(delayMs),
  });
  later.engine = engine;
  const keeper = new Keeper(options, { engine, identities, state: () => state, onWanted: obey, onFatal });
  later.keeper = keeper;
  const metrics = startMetrics(options, engine, identities);
  const subscription = await store.subscribe((message) => {
    if (message === "control") keeper.beatNow();
    else engine.wake();
  });
  const sweeping = setInterval(() => {
    engine.sweep();
    keeper.brief();
    if (leaving() && !engine.busy) void finish(false);
  }, SWEEP_MS);
  const asking = setInterval(() => engine.forgetUnknown(), UNKNOWN_MS);
  let checking = false;
  const polling = setInterval(() => {
    if (options.drain && !leaving() && !engine.holding && !checking) void checkDrained();
    engine.wake();
  }, options.pollIntervalMs);
  let reloading = Promise.resolve();
  let watching = options.watch && !options.inline ? watchFiles(executor.files, changed) : undefined;
  keeper.start();
  engine.wake();

  function leaving(): boolean {
    return state === "draining" || state === "stopped";
  }

  function obey(wanted: WantedState): void {
    if (leaving() && wanted !== "stopped") return;
    if (wanted === "paused" && state === "running") {
      state = "paused";
      engine.claiming = false;
      logger.info("paused: claims nothing more, what runs goes on");
      keeper.beatNow();
    } else if (wanted === "running" && state === "paused") {
      state = "running";
      engine.claiming = true;
      logger.info("resumed");
      keeper.beatNow();
    } else if (wanted === "draining") leave(false);
    else if (wanted === "stopped") leave(true);
  }

  function leave(force: boolean): void {
    if (state === "stopped" || (state === "draining" && !force)) return;
    state = force ? "stopped" : "draining";
    engine.claiming = false;
    engine.giveUp(force);
    logger.info(force ? "stopping: ends what runs and gives it back" : "draining: lets what runs finish");
  }

  async function checkDrained(): Promise<void> {
    checking = true;
    try {
      const dagIds = identities.current?.dagIds;
      if (dagIds !== undefined && !(await store.anyOpen(dagIds)) && !engine.holding) leave(false);
    } catch {
      // The database is away: the next poll asks again.
    } finally {
      checking = false;
    }
  }

  /** Fresh threads load the changed code; a worker whose new code does not load goes on with the old. */
  function changed(): void {
    reloading = reloading.then(async () => {
      if (leaving()) return;
      try {
        const since = await store.clock();
        await executor.reload();
        await identities.register(executor.registry, since);
        engine.forgetWaiting();
        engine.forgetUnknown();
        engine.wake();
        logger.info("loaded the changed code");
      } catch (error) {
        logger.error("the changed code does not load; going on with the old", {
          error: error instanceof Error ? error.message : String(error),
        });
      } finally {
        // Anew each time: a watched folder may have been replaced, and other files may be loaded now.
        watching?.close();
        watching = leaving() ? undefined : watchFiles(executor.files, changed);
      }
    });
  }

  async function finish(broken: boolean): Promise<void> {
    if (finishing) return;
    finishing = true;
    state = "stopped";
    engine.claiming = false;
    clearInterval(sweeping);
    clearInterval(polling);
    clearInterval(asking);
    watching?.close();
    metrics.close();
    engine.close();
    await keeper.close();
    if (!broken) await identities.end().catch((error: unknown) => (fatal ??= error));
    await subscription.close();
    await executor.close();
    if (fatal === undefined) settle.resolve();
    else settle.reject(fatal);
  }

  return {
    dags: Object.keys(executor.registry),
    done,
    stop: () => leave(false),
    kill: () => leave(true),
  };
}
