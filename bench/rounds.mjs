import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { catalogue } from "./engines/catalogue.mjs";

const NODE_22 = fileURLToPath(new URL("node_modules/node/bin/node", import.meta.url));
const MEASURE = fileURLToPath(new URL("measure.mjs", import.meta.url));
const LONGEST_MS = 300_000;
/** These get so many times as long. */
const LONG = { longDrain: 8, growth: 4, heldSnapshot: 2 };
const DATABASE = "orchex_bench";

/**
 * Measures round by round, and in each round workload by workload, with the engines one directly after the other, so
 * that a slow minute of the machine meets them all. Each measurement is a fresh process on a fresh database. Answers
 * `{ engine, variant, metric, round, value }` records.
 */
export async function* rounds({ peers, workloads, count, limits, postgres, redis }) {
  for (let round = 1; round <= count; round += 1) {
    for (const workload of workloads) {
      for (const peer of peers) {
        for (const record of await measureOnce(peer, workload, { limits, postgres, redis })) {
          yield { ...peer, workload, round, ...record };
        }
      }
    }
  }
}

async function measureOnce({ engine, variant }, workload, { limits, postgres, redis }) {
  const { store, node22 } = catalogue[engine];
  const env = { ...process.env };
  if (store === "postgres") {
    env.BENCH_POSTGRES_URL = await postgres.freshDatabase(DATABASE);
    env.BENCH_SERVER_PID = String(postgres.pid);
  } else {
    await redis.clear();
    env.BENCH_REDIS_URL = redis.url;
    env.BENCH_SERVER_PID = String(redis.pid);
  }
  const records = [];
  const child = fork(MEASURE, [engine, variant, workload, JSON.stringify(limits)], {
    env,
    // What engines print is no part of the result.
    stdio: ["ignore", process.stderr, process.stderr, "ipc"],
    execPath: node22 && Number(process.versions.node.split(".")[0]) < 22 ? NODE_22 : process.execPath,
    timeout: LONGEST_MS * (LONG[workload] ?? 1) + (workload === "heldSnapshot" ? limits.holdMs : 0),
    killSignal: "SIGKILL",
  });
  // Nothing done is nothing to divide by: such a value does not come through as a number.
  child.on("message", (record) => records.push(record.value === null ? { error: `no ${record.metric}` } : record));
  const [code, signal] = await once(child, "exit");
  if (records.length === 0) records.push({ error: `it ended with ${signal ?? code}` });
  return records;
}
