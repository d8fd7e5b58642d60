import type { Engine } from "./engine.ts";
import type { Identities } from "./identities.ts";
import type { WorkerOptions } from "./options.ts";

/** Counted no further: the metrics line must stay cheap. */
const MOST_DEPTH = 10_000;

/** One line in the log every interval: rates since the last one, and what is claimable. */
export function startMetrics(options: WorkerOptions, engine: Engine, identities: Identities): { close(): void } {
  const { metricsIntervalMs, store, logger, name } = options;
  if (metricsIntervalMs <= 0) return { close: () => {} };
  let last = { ...engine.counts };
  let lastAt = performance.now();
  const timer = setInterval(() => {
    const now = { ...engine.counts };
    const seconds = (performance.now() - lastAt) / 1000;
    const rate = (count: number) => Number((count / seconds).toFixed(2));
    const fields = {
      worker: name,
      claimedPerSecond: rate(now.claimed - last.claimed),
      succeededPerSecond: rate(now.succeeded - last.succeeded),
      failedPerSecond: rate(now.failed + now.dead - last.failed - last.dead),
    };
    last = now;
    lastAt = performance.now();
    store.depth(identities.current?.dagIds ?? [], MOST_DEPTH).then(
      (depth) => logger.info("worker_metrics", { ...fields, ready: depth < MOST_DEPTH ? depth : `${MOST_DEPTH}+` }),
      () => logger.info("worker_metrics", fields),
    );
  }, metricsIntervalMs);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
