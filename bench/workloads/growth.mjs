import { drainOnce } from "./drainOnce.mjs";
import { loadJobs, settle } from "./load.mjs";

const NEVER_MS = 600_000;

/** What a job costs in a ledger full of finished ones, beside an empty one: the same process, the same database. */
export async function growth(bench) {
  const { limits, emit } = bench;
  // Not measured: whatever a process and a server do for the first time.
  await loadAndDrain(bench, Math.ceil(limits.jobs / 2));
  const empty = await loadAndDrain(bench, limits.jobs);
  for (let left = limits.history; left > 0; left -= limits.historySlice) {
    await loadAndDrain(bench, Math.min(left, limits.historySlice));
  }
  const full = await loadAndDrain(bench, limits.jobs);
  emit("growthCpu", (full.clientUs + full.serverUs) / (empty.clientUs + empty.serverUs));
  emit("growthServerCpu", full.serverUs / empty.serverUs);
  emit("growthDrain", full.perSecond / empty.perSecond);
}

async function loadAndDrain(bench, count) {
  const { engine, target } = bench;
  target.countFrom = undefined;
  const producer = await engine.openProducer(target);
  await loadJobs(producer, count, NEVER_MS);
  await producer.close();
  await settle(target);
  return await drainOnce(bench, { count, begun: (signals) => signals.jobs, maxMs: NEVER_MS });
}
