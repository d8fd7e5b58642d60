/** Short enough to stop a slow engine in time. */
const SLICE = 2000;

/** Puts up to `count` jobs into the store by the engine's call for many; a slow engine gets as many as it loads in time. */
export async function loadJobs(producer, count, maxMs) {
  const startedAt = performance.now();
  let loaded = 0;
  while (loaded < count && performance.now() - startedAt < maxMs) {
    const slice = Math.min(SLICE, count - loaded);
    await producer.enqueueMany(slice);
    loaded += slice;
  }
  return { loaded, ms: performance.now() - startedAt };
}

/** The same for every engine on Postgres: fresh statistics, and nothing left to write of the load. */
export async function settle({ pool }) {
  await pool?.query("vacuum analyze");
  await pool?.query("checkpoint");
}
