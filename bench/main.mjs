// npm run bench -- [--peers orchex,raw/sql,...] [--workloads drain,...] [--rounds N] [--jobs N] [--history N] [--hold SECONDS] [--long-jobs N]
// [--out FILE]
import { appendFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { catalogue } from "./engines/catalogue.mjs";
import { rounds } from "./rounds.mjs";
import { startPostgres } from "./services/postgres.mjs";
import { startRedis } from "./services/redis.mjs";
import { table } from "./table.mjs";
import { workloads } from "./workloads/index.mjs";

const { values: given } = parseArgs({
  options: {
    peers: { type: "string", default: Object.keys(catalogue).join(",") },
    // The others take minutes: only when asked for.
    workloads: { type: "string", default: "drain,enqueue,pickUp,chain,diamond" },
    rounds: { type: "string", default: "3" },
    jobs: { type: "string", default: "60000" },
    history: { type: "string", default: "1000000" },
    hold: { type: "string", default: "600" },
    "long-jobs": { type: "string", default: "500000" },
    out: { type: "string" },
  },
});

const jobs = Number(given.jobs);
const limits = {
  jobs,
  flows: { chain: Math.ceil(jobs / 10), diamond: Math.ceil(jobs / 30) },
  history: Number(given.history),
  historySlice: 100_000,
  holdMs: Number(given.hold) * 1000,
  longJobs: Number(given["long-jobs"]),
  // What a slow engine gets: the rest of its jobs stays undone.
  maxMs: 5_000,
  warmUp: 50,
  enqueueMs: 1_500,
  samples: 100,
  latencyMs: 5_000,
};

const redis = await startRedis();
const postgres = await startPostgres();
const chosen = choosePeers(given.peers, redis !== undefined);
const work = given.workloads.split(",");
for (const name of work) if (workloads[name] === undefined) throw new Error(`There is no workload '${name}'.`);

console.error(
  `Postgres ${postgres.version}${redis === undefined ? "" : `, Redis ${redis.version}`}, Node ${process.version}`,
);
const records = [];
try {
  const measured = rounds({ peers: chosen, workloads: work, count: Number(given.rounds), limits, postgres, redis });
  for await (const record of measured) {
    const { engine, variant, workload, round, metric, value, error } = record;
    console.error(`${round} ${engine}/${variant} ${metric ?? workload} ${error ?? value}`);
    if (given.out !== undefined) appendFileSync(given.out, `${JSON.stringify(record)}\n`);
    if (metric !== undefined) records.push(record);
  }
} finally {
  await postgres.stop();
  await redis?.stop();
}
for (const line of table(records)) console.log(line);

/** `engine` is all its variants, `engine/variant` one. */
function choosePeers(text, hasRedis) {
  const peers = text.split(",").flatMap((name) => {
    const [engine, only] = name.split("/");
    if (catalogue[engine] === undefined) throw new Error(`There is no engine '${engine}'.`);
    const { variants, store } = catalogue[engine];
    if (only !== undefined && variants[only] === undefined) throw new Error(`${engine} has no variant '${only}'.`);
    if (store === "redis" && !hasRedis) {
      console.error(`${engine} is left out: there is no redis-server in PATH.`);
      return [];
    }
    return (only === undefined ? Object.keys(variants) : [only]).map((variant) => ({ engine, variant }));
  });
  return peers;
}
