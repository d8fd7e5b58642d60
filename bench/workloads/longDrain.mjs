import { msSince, nowNs, waitUntil } from "../clock.mjs";
import { clientCpuUs, serverCpuUs } from "../cpu.mjs";
import { loadJobs, settle } from "./load.mjs";

const NEVER_MS = 1_200_000;

/**
 * Whether a long queue is worked off as fast, and a job as cheaply, at its end as at its beginning: the last tenth of the
 * jobs to the first. What begins first and last is not measured: a worker that warms up, and one that waits for the last
 * results.
 */
export async function longDrain({ engine, target, signals, memory, limits, emit, serverPid }) {
  const count = limits.longJobs;
  const producer = await engine.openProducer(target);
  await loadJobs(producer, count, NEVER_MS);
  await producer.close();
  await settle(target);
  signals.reset();
  const worker = await engine.startWorker(target, signals, memory);
  try {
    const reached = async (share) => {
      if (!(await signals.jobsReach(Math.floor(count * share), NEVER_MS))) throw new Error("it took too long");
      return { at: nowNs(), cpuUs: clientCpuUs() + serverCpuUs(serverPid) };
    };
    const tenth = async (from) => {
      const begin = await reached(from);
      const end = await reached(from + 0.1);
      return { ms: msSince(begin.at), cpuUs: end.cpuUs - begin.cpuUs };
    };
    const first = await tenth(0.02);
    const last = await tenth(0.88);
    const stored = async () => (await engine.countOpen(target)) === 0;
    if (!(await waitUntil(stored, { timeoutMs: NEVER_MS }))) throw new Error("some jobs were never finished");
    emit("longDrainLastTenth", first.ms / last.ms);
    emit("longDrainCpu", last.cpuUs / first.cpuUs);
  } finally {
    await worker.stop();
  }
}
