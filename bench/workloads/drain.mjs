import { drainOnce } from "./drainOnce.mjs";
import { loadJobs, settle } from "./load.mjs";

/** Many jobs that do nothing, enqueued in bulk while no worker is up, then worked off by one worker process. */
export async function drain(bench) {
  const { engine, target, limits, emit } = bench;
  const producer = await engine.openProducer(target);
  const { loaded, ms } = await loadJobs(producer, limits.jobs, limits.maxMs);
  emit("bulkEnqueue", (loaded / ms) * 1000);
  await producer.close();
  await settle(target);
  const { perSecond, clientUs, serverUs } = await drainOnce(bench, {
    count: loaded,
    begun: (signals) => signals.jobs,
    maxMs: limits.maxMs,
  });
  emit("drain", perSecond);
  emit("drainClientCpu", clientUs);
  emit("drainServerCpu", serverUs);
  emit("drainCpu", clientUs + serverUs);
}
