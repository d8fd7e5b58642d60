import { OpenWorkflow } from "openworkflow";
import { BackendPostgres } from "openworkflow/postgres";

import { inFlight } from "../inFlight.mjs";
import { tellTask } from "./fanIn.mjs";
import { flows } from "./flows.mjs";

const AT_ONCE = 10;

/** A job is a workflow of one step; flows are steps of one workflow, in parallel where the graph allows it. */
export const openworkflow = {
  async setup({ url }) {
    const backend = await BackendPostgres.connect(url);
    await backend.stop();
  },

  async openProducer({ url }) {
    const backend = await BackendPostgres.connect(url);
    const workflows = define(new OpenWorkflow({ backend }));
    return {
      enqueue: (payload) => workflows.noop.run(payload),
      // There is no call for many at once.
      enqueueMany: (count) => inFlight(count, AT_ONCE, () => workflows.noop.run({ t: "0" })),
      startFlows: (kind, count) => inFlight(count, AT_ONCE, () => workflows[kind].run({ t: "0" })),
      startFlow: (kind, payload) => workflows[kind].run(payload),
      close: () => backend.stop(),
    };
  },

  async startWorker({ url, settings }, signals) {
    const backend = await BackendPostgres.connect(url);
    const openWorkflow = new OpenWorkflow({ backend });
    define(openWorkflow, signals);
    const worker = openWorkflow.newWorker(settings);
    await worker.start();
    return {
      async stop() {
        await worker.stop();
        await backend.stop();
      },
    };
  },

  async countOpen({ pool }) {
    const open = "status in ('pending', 'running', 'sleeping')";
    return Number((await pool.query(`select count(*) from openworkflow.workflow_runs where ${open}`)).rows[0].count);
  },
};

function define(openWorkflow, signals) {
  const run = (step, name, body) =>
    step.run({ name }, async () => {
      body();
      return { ok: true };
    });
  const task = (kind, { input, step }, n) =>
    run(step, `task${n}`, () => tellTask({ kind, task: n, t: input.t }, signals));
  return {
    noop: openWorkflow.defineWorkflow({ name: "noop" }, async ({ input, step }) => {
      await run(step, "job", () => signals.begun(input));
    }),
    chain: openWorkflow.defineWorkflow({ name: "chain" }, async (context) => {
      for (const n of flows.chain.keys()) await task("chain", context, n);
    }),
    diamond: openWorkflow.defineWorkflow({ name: "diamond" }, async (context) => {
      await task("diamond", context, 0);
      await Promise.all(flows.diamond.at(-1).map((n) => task("diamond", context, n)));
      await task("diamond", context, flows.diamond.length - 1);
    }),
  };
}
