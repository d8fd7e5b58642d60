import { DBOS, DBOSClient } from "@dbos-inc/dbos-sdk";

import { inFlight } from "../inFlight.mjs";
import { tellTask } from "./fanIn.mjs";
import { flows } from "./flows.mjs";

const APPLICATION = { applicationName: "bench", appVersion: "1" };
const AT_ONCE = 20;

let signals;
let registered = false;

/** A job is a workflow of one step; flows are steps of one workflow, in parallel where the graph allows it. */
export const dbos = {
  async setup({ url }) {
    await DBOS.migrate(url);
  },

  async openProducer({ url }) {
    const client = await DBOSClient.create({ systemDatabaseUrl: url, name: "bench", applicationName: "bench" });
    const enqueue = (workflowName, payload) =>
      client.enqueue({ queueName: "bench", workflowName, ...APPLICATION }, payload);
    return {
      enqueue: (payload) => enqueue("noop", payload),
      // There is no call for many at once.
      enqueueMany: (count) => inFlight(count, AT_ONCE, () => enqueue("noop", { t: "0" })),
      startFlows: (kind, count) => inFlight(count, AT_ONCE, () => enqueue(kind, { t: "0" })),
      startFlow: enqueue,
      close: () => client.destroy(),
    };
  },

  async startWorker({ url, settings }, given) {
    signals = given;
    if (!registered) registerWorkflows();
    DBOS.setConfig({
      name: "bench",
      systemDatabaseUrl: url,
      logLevel: "error",
      applicationVersion: APPLICATION.appVersion,
      ...(settings.poolSize && { systemDatabasePoolSize: settings.poolSize }),
    });
    await DBOS.launch();
    await DBOS.registerQueue("bench", settings.queue);
    return { stop: () => DBOS.shutdown({ workflowCompletionTimeoutMS: 500 }) };
  },

  async countOpen({ pool }) {
    const open = "status in ('ENQUEUED', 'PENDING', 'DELAYED')";
    return Number((await pool.query(`select count(*) from dbos.workflow_status where ${open}`)).rows[0].count);
  },
};

function registerWorkflows() {
  registered = true;
  const step = (name, body) =>
    DBOS.runStep(
      async () => {
        body();
        return { ok: true };
      },
      { name },
    );
  const task = (kind, payload, n) => step(`task${n}`, () => tellTask({ kind, task: n, t: payload.t }, signals));
  DBOS.registerWorkflow(async (payload) => await step("job", () => signals.begun(payload)), { name: "noop" });
  DBOS.registerWorkflow(
    async (payload) => {
      for (const n of flows.chain.keys()) await task("chain", payload, n);
    },
    { name: "chain" },
  );
  DBOS.registerWorkflow(
    async (payload) => {
      await task("diamond", payload, 0);
      await Promise.allSettled(flows.diamond.at(-1).map((n) => task("diamond", payload, n)));
      await task("diamond", payload, flows.diamond.length - 1);
    },
    { name: "diamond" },
  );
}
