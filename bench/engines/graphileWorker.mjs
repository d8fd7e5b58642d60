import { Logger, makeWorkerUtils, run, runMigrations } from "graphile-worker";

import { createFanIn, nextTasks, tellTask } from "./fanIn.mjs";

const logger = new Logger(() => () => {});
const BULK = 1000;

/** Keeps no results: a job that has succeeded is deleted. */
export const graphileWorker = {
  async setup({ url, pool }) {
    await runMigrations({ connectionString: url, logger });
    await pool.query(createFanIn);
  },

  async openProducer({ url }) {
    const utils = await makeWorkerUtils({ connectionString: url, logger });
    const addMany = async (jobs) => {
      for (let from = 0; from < jobs.length; from += BULK) await utils.addJobs(jobs.slice(from, from + BULK));
    };
    return {
      enqueue: (payload) => utils.addJob("noop", payload),
      enqueueMany: (count) =>
        addMany(Array.from({ length: count }, () => ({ identifier: "noop", payload: { t: "0" } }))),
      startFlows: (kind, count, firstId) =>
        addMany(
          Array.from({ length: count }, (_, n) => ({
            identifier: "task",
            payload: { t: "0", id: firstId + n, kind, task: 0 },
          })),
        ),
      startFlow: (kind, payload) => utils.addJob("task", { ...payload, kind, task: 0 }),
      close: () => utils.release(),
    };
  },

  async startWorker({ url, settings }, signals) {
    const runner = await run({
      preset: { worker: { connectionString: url, ...settings } },
      logger,
      noHandleSignals: true,
      taskList: {
        noop: async (payload) => signals.begun(payload),
        task: async (payload, helpers) => {
          tellTask(payload, signals);
          const query = (text, values) => helpers.withPgClient((client) => client.query(text, values));
          const next = await nextTasks(payload, query);
          if (next.length > 0) {
            await helpers.addJobs(next.map((task) => ({ identifier: "task", payload: { ...payload, task } })));
          }
        },
      },
    });
    return { stop: () => runner.stop() };
  },

  async countOpen({ pool }) {
    return Number((await pool.query("select count(*) from graphile_worker._private_jobs")).rows[0].count);
  },
};
