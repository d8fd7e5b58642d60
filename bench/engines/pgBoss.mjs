import { PgBoss } from "pg-boss";

import { createFanIn, nextTasks, tellTask } from "./fanIn.mjs";

const BULK = 1000;

/** Flows by sends in handlers: its own flows are resolved by a poll of at least a second. */
export const pgBoss = {
  async setup({ url, pool, settings }) {
    const boss = await start({ connectionString: url, supervise: false });
    for (const queue of ["noop", "task"]) await boss.createQueue(queue, { notify: settings.notify });
    await boss.stop({ graceful: false });
    await pool.query(createFanIn);
  },

  async openProducer({ url }) {
    const boss = await start({ connectionString: url, supervise: false, migrate: false });
    const insert = async (queue, jobs) => {
      for (let from = 0; from < jobs.length; from += BULK) await boss.insert(queue, jobs.slice(from, from + BULK));
    };
    return {
      enqueue: (payload) => boss.send("noop", payload),
      enqueueMany: (count) =>
        insert(
          "noop",
          Array.from({ length: count }, () => ({ data: { t: "0" } })),
        ),
      startFlows: (kind, count, firstId) =>
        insert(
          "task",
          Array.from({ length: count }, (_, n) => ({ data: { t: "0", id: firstId + n, kind, task: 0 } })),
        ),
      startFlow: (kind, payload) => boss.send("task", { ...payload, kind, task: 0 }),
      close: () => boss.stop({ graceful: false }),
    };
  },

  async startWorker({ url, pool, settings }, signals) {
    const boss = await start({ connectionString: url, migrate: false, useListenNotify: settings.notify });
    await boss.work("noop", settings.work, async (jobs) => {
      for (const { data } of jobs) signals.begun(data);
    });
    await boss.work("task", settings.work, async (jobs) => {
      const next = [];
      for (const { data } of jobs) {
        tellTask(data, signals);
        const tasks = await nextTasks(data, (text, values) => pool.query(text, values));
        next.push(...tasks.map((task) => ({ data: { ...data, task } })));
      }
      if (next.length > 0) await boss.insert("task", next);
    });
    return { stop: () => boss.stop({ graceful: false }) };
  },

  async countOpen({ pool }) {
    return Number((await pool.query("select count(*) from pgboss.job where state < 'completed'")).rows[0].count);
  },
};

async function start(options) {
  const boss = new PgBoss({ schedule: false, ...options });
  boss.on("error", (error) => console.error(error.message));
  await boss.start();
  return boss;
}
