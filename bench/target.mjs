import { Pool } from "pg";

import { catalogue } from "./engines/catalogue.mjs";

/** What an engine is given, in every process of a measurement: the stores from the environment, the variant's settings. */
export async function openTarget(engineName, variant) {
  const { load, variants } = catalogue[engineName];
  const { BENCH_POSTGRES_URL: url, BENCH_REDIS_URL: redisUrl } = process.env;
  const pool = url === undefined ? undefined : new Pool({ connectionString: url, max: 2 });
  return { engine: await load(), target: { url, redisUrl, pool, settings: variants[variant] } };
}
