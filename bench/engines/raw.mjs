import { readFile } from "node:fs/promises";

import { Client } from "pg";

import { flows, lastTask } from "./flows.mjs";

const RESULT = '{"ok":true}';
const POLL_MS = 500;
const PRODUCERS = 10;

/** No product: the least SQL that does the work, and so the floor for a Node client. */
export const raw = {
  async setup({ pool }) {
    await pool.query(await readFile(new URL("raw.sql", import.meta.url), "utf8"));
    for (const [kind, requires] of Object.entries(flows)) {
      for (const [dst, sources] of requires.entries()) {
        for (const src of sources) await pool.query("insert into edge values ($1, $2, $3)", [kind, src, dst]);
      }
    }
  },

  async openProducer(target) {
    const { url, pool } = target;
    target.countFrom = (await pool.query("select coalesce(max(id), 0) as id from job")).rows[0].id;
    const clients = await Promise.all(Array.from({ length: PRODUCERS }, () => connect(url)));
    let turn = 0;
    const next = () => clients[turn++ % PRODUCERS];
    const startFlows = async (kind, count, firstId, payload) => {
      // Each kind counts its flows from zero.
      const base = firstId + 1 + (kind === "chain" ? 0 : 1e9);
      await next().query({
        name: "flows",
        text: `with f as (insert into flow select $1::bigint + n, $3, cardinality($4::int[]) from generate_series(0, $2::int - 1) n returning id),
                    j as (insert into job (flow_id, task, unmet, ready, payload)
                          select f.id, t.task - 1, t.unmet, t.unmet = 0, $5::jsonb from f cross join unnest($4::int[]) with ordinality t(unmet, task))
               select pg_notify('job', '')`,
        values: [
          base,
          count,
          kind,
          flows[kind].map((required) => required.length),
          JSON.stringify({ ...payload, kind }),
        ],
      });
    };
    return {
      enqueue: (payload) =>
        next().query({
          name: "one",
          text: "with j as (insert into job (payload) values ($1)) select pg_notify('job', '')",
          values: [JSON.stringify(payload)],
        }),
      enqueueMany: async (count) => {
        for (let from = 0; from < count; from += 1000) {
          await next().query({
            name: "many",
            text: "insert into job (payload) select p from unnest($1::jsonb[]) p",
            values: [Array.from({ length: Math.min(1000, count - from) }, () => '{"t":"0"}')],
          });
        }
      },
      startFlows: (kind, count, firstId) => startFlows(kind, count, firstId, { t: "0" }),
      startFlow: (kind, { id, t }) => startFlows(kind, 1, id, { t }),
      close: () => Promise.all(clients.map((client) => client.end())),
    };
  },

  async startWorker({ url, settings }, signals) {
    const bell = new Bell();
    const listener = await connect(url);
    listener.on("notification", () => bell.ring());
    await listener.query("listen job");
    const loops = Array.from({ length: settings.connections }, (_, n) =>
      work(url, { ...settings, name: `w${n}`, bell }, signals),
    );
    return {
      async stop() {
        bell.close();
        await Promise.all(loops);
        await listener.end();
      },
    };
  },

  /** Jobs before the measured load are not looked at. */
  async countOpen({ pool, countFrom }) {
    const { rows } = await pool.query("select count(*) from job where id > $1 and state < 2", [countFrom]);
    return Number(rows[0].count);
  },
};

async function work(url, { batch, name, bell }, signals) {
  const client = await connect(url);
  let ids = [];
  while (!bell.closed) {
    const rung = bell.rung;
    const values = [ids, ids.map(() => RESULT), batch, name];
    const { rows } = await client.query({ name: "step", text: "select * from step($1, $2, $3, $4)", values });
    // More than this loop can take: the others may be asleep.
    if (rows.length === batch) bell.ring();
    for (const { flow_id: flow, task, payload } of rows) {
      if (flow === "0" || task === 0) signals.begun(flow === "0" ? payload : { t: "0" });
      if (flow !== "0" && task === lastTask(payload.kind)) signals.flowEnding(payload);
    }
    ids = rows.map(({ id }) => id);
    if (rows.length === 0) await bell.next(rung, POLL_MS);
  }
  await client.end();
}

/** Wakes whoever waits, and whoever was about to. */
class Bell {
  closed = false;
  rung = 0;
  #sleepers = new Set();

  ring() {
    this.rung += 1;
    for (const wake of this.#sleepers) wake();
    this.#sleepers.clear();
  }

  next(since, timeoutMs) {
    if (this.rung !== since) return undefined;
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#sleepers.delete(wake);
        resolve();
      }, timeoutMs);
      this.#sleepers.add(wake);
    });
  }

  close() {
    this.closed = true;
    this.ring();
  }
}

async function connect(url) {
  const client = new Client({ connectionString: url });
  await client.connect();
  // The plan that a long-lived connection ends up with, from the first call on.
  await client.query("set plan_cache_mode = force_generic_plan");
  return client;
}
