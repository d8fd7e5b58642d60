import { setEnvironmentData } from "node:worker_threads";

import { connect } from "orchex";

import { chain, diamond, noop, SIGNALS } from "./orchex/bodies.mjs";

const SCHEMA = "orchex";
const CWD = new URL("orchex", import.meta.url).pathname;
const flowDags = { chain, diamond };

const open = ({ url }) => connect({ databaseUrl: url, schema: SCHEMA, cwd: CWD });

const INPUTS = { t: "0" };

/** Through the public API. Bodies run in the worker's threads and results are kept, as for any user. */
export const orchex = {
  async setup(target) {
    const client = await open(target);
    for (const dag of [noop, chain, diamond]) {
      await client.initDb(dag);
      await client.snapshot(dag, { activate: true });
    }
    await client.close();
  },

  async openProducer(target) {
    const client = await open(target);
    const many = async (dag, count) => {
      const { runIds } = await client.enqueueMany(
        dag,
        Array.from({ length: count }, () => INPUTS),
      );
      target.countFrom ??= runIds[0];
    };
    return {
      enqueue: (inputs) => client.enqueue(noop, { inputs }),
      enqueueMany: (count) => many(noop, count),
      startFlows: (kind, count) => many(flowDags[kind], count),
      startFlow: (kind, { t }) => client.enqueue(flowDags[kind], { inputs: { t } }),
      close: () => client.close(),
    };
  },

  async startWorker(target, _signals, memory) {
    setEnvironmentData(SIGNALS, memory);
    const client = await open(target);
    const dags = ["noop", "chain", "diamond"].map((name) => `bodies.mjs:${name}`);
    const worker = await client.startWorker({ dags, ...target.settings });
    return {
      async stop() {
        worker.stop();
        await worker.done;
        await client.close();
      },
    };
  },

  /** Ids of runs are in the order of time: those before the measured load are not looked at. */
  async countOpen({ pool, countFrom }) {
    const { rows } = await pool.query(
      `select count(*) from ${SCHEMA}.runs where run_id >= coalesce($1::uuid, '00000000-0000-0000-0000-000000000000') and status = 0`,
      [countFrom],
    );
    return Number(rows[0].count);
  },
};
