import { FlowProducer, Queue, Worker } from "bullmq";
import { Redis } from "ioredis";

import { tellTask } from "./fanIn.mjs";
import { lastTask } from "./flows.mjs";

const BULK = 1000;
const OPEN = ["waiting", "active", "waiting-children", "prioritized", "delayed"];

const connectionOf = ({ redisUrl }) => new Redis(redisUrl, { maxRetriesPerRequest: null });

/** What a user could take instead of Postgres: Redis, which writes its log once a second. */
export const bullmq = {
  async setup() {},

  async openProducer(target) {
    const noop = new Queue("noop", { connection: connectionOf(target) });
    const task = new Queue("task", { connection: connectionOf(target) });
    const flow = new FlowProducer({ connection: connectionOf(target) });
    await noop.waitUntilReady();
    const root = (payload) => ({ name: "task", data: { ...payload, kind: "diamond", task: 0 } });
    return {
      enqueue: (payload) => noop.add("job", payload),
      enqueueMany: async (count) => {
        for (let from = 0; from < count; from += BULK) {
          await noop.addBulk(
            Array.from({ length: Math.min(BULK, count - from) }, () => ({ name: "job", data: { t: "0" } })),
          );
        }
      },
      startFlows: (kind, count) =>
        kind === "chain"
          ? flow.addBulk(Array.from({ length: count }, () => chainOf({ t: "0" })))
          : task.addBulk(Array.from({ length: count }, () => root({ t: "0" }))),
      startFlow: (kind, payload) =>
        kind === "chain" ? flow.add(chainOf(payload)) : task.add("task", root(payload).data),
      close: () => Promise.all([noop.close(), task.close(), flow.close()]),
    };
  },

  async startWorker(target, signals) {
    const flow = new FlowProducer({ connection: connectionOf(target) });
    const start = (queue, handle) =>
      new Worker(queue, handle, { connection: connectionOf(target), ...target.settings });
    const workers = [
      start("noop", async ({ data }) => {
        signals.begun(data);
        return { ok: true };
      }),
      start("task", async ({ data }) => {
        tellTask(data, signals);
        // Its flows are trees: what stands between the root and the join is added when the root runs.
        if (data.kind === "diamond" && data.task === 0) await flow.add(joinOf(data));
        return { ok: true };
      }),
    ];
    for (const worker of workers) worker.on("error", (error) => console.error(error.message));
    await Promise.all(workers.map((worker) => worker.waitUntilReady()));
    return { stop: () => Promise.all([...workers.map((worker) => worker.close(true)), flow.close()]) };
  },

  async countOpen(target) {
    target.queues ??= ["noop", "task"].map((name) => new Queue(name, { connection: connectionOf(target) }));
    const counts = await Promise.all(target.queues.map((queue) => queue.getJobCounts(...OPEN)));
    return counts.flatMap((count) => Object.values(count)).reduce((sum, count) => sum + count, 0);
  },
};

const node = (payload, kind, task, children) => ({
  name: "task",
  queueName: "task",
  data: { ...payload, kind, task },
  ...(children && { children }),
});

function chainOf(payload) {
  return node(payload, "chain", 2, [node(payload, "chain", 1, [node(payload, "chain", 0)])]);
}

function joinOf(payload) {
  const last = lastTask("diamond");
  const parallel = Array.from({ length: last - 1 }, (_, n) => node(payload, "diamond", n + 1));
  return node(payload, "diamond", last, parallel);
}
