/**
 * The engines and their variants. An engine is a module, loaded only in the process that measures it, since some need a
 * newer Node than the one that starts the benchmark. It exports an object of the engine's name in camel case:
 *
 *     setup(target)                   makes its tables, where there are none
 *     openProducer(target)            { enqueue(payload), enqueueMany(count), startFlows(kind, count, firstId),
 *                                       startFlow(kind, payload), close() }
 *     startWorker(target, signals, memory)   { stop() }; bodies tell `signals` what they do
 *     countOpen(target)               jobs that are not durably finished
 *
 * with target = { url, redisUrl, pool, settings }. The payload holds the clock's reading `t`, and comes back unchanged.
 */
export const catalogue = {
  orchex: {
    load: async () => (await import("./orchex.mjs")).orchex,
    package: "orchex",
    store: "postgres",
    variants: { default: {}, tuned: { concurrency: 200 } },
  },
  raw: {
    load: async () => (await import("./raw.mjs")).raw,
    package: "pg",
    store: "postgres",
    variants: { sql: { batch: 200, connections: 2 } },
  },
  "graphile-worker": {
    load: async () => (await import("./graphileWorker.mjs")).graphileWorker,
    package: "graphile-worker",
    store: "postgres",
    node22: true,
    variants: {
      default: {},
      // The settings of the project's own page about performance: a local queue and batched completion.
      tuned: {
        concurrentJobs: 24,
        maxPoolSize: 25,
        localQueue: { size: 500, refetchDelay: { durationMs: 10 } },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
  },
  "pg-boss": {
    load: async () => (await import("./pgBoss.mjs")).pgBoss,
    package: "pg-boss",
    store: "postgres",
    node22: true,
    variants: {
      default: { notify: false, work: {} },
      // Documented: large batches, fetched end to end while they are full, and LISTEN/NOTIFY.
      tuned: {
        notify: true,
        work: {
          batchSize: 500,
          burstWhenBatchFull: true,
          localConcurrency: 2,
          pollingIntervalSeconds: 0.5,
          notifyPollingIntervalSeconds: 0.5,
        },
      },
    },
  },
  bullmq: {
    load: async () => (await import("./bullmq.mjs")).bullmq,
    package: "bullmq",
    store: "redis",
    variants: { default: {}, tuned: { concurrency: 100 } },
  },
  dbos: {
    load: async () => (await import("./dbos.mjs")).dbos,
    package: "@dbos-inc/dbos-sdk",
    store: "postgres",
    variants: { default: { queue: {} }, tuned: { queue: { minPollingIntervalMs: 20 }, poolSize: 20 } },
  },
  openworkflow: {
    load: async () => (await import("./openworkflow.mjs")).openworkflow,
    package: "openworkflow",
    store: "postgres",
    variants: { default: {}, tuned: { concurrency: 100 } },
  },
};
