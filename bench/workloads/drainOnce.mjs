import { waitUntil } from "../clock.mjs";
import { clientCpuUs, serverCpuUs } from "../cpu.mjs";

const FIRST_BODY_MS = 15_000;
const STORED_MS = 15_000;

/**
 * Starts a worker and measures from the first body's begin until the store says that nothing is open. `count` jobs are
 * there already, `begun(signals)` says how many have begun, `maxMs` ends what is too slow.
 */
export async function drainOnce({ engine, target, signals, memory, serverPid }, { count, begun, maxMs }) {
  signals.reset();
  const worker = await engine.startWorker(target, signals, memory);
  try {
    if (!(await signals.firstBegun(FIRST_BODY_MS))) throw new Error("no body has begun");
    const cpu = { client: clientCpuUs(), server: serverCpuUs(serverPid) };
    const all = await waitUntil(() => begun(signals) >= count, { timeoutMs: maxMs, everyMs: 2 });
    let seconds = signals.elapsedMs / 1000;
    const done = begun(signals);
    if (all) {
      const stored = async () => (await engine.countOpen(target)) === 0;
      if (!(await waitUntil(stored, { timeoutMs: STORED_MS }))) throw new Error("some jobs were never finished");
      seconds = signals.elapsedMs / 1000;
    }
    return {
      finished: all,
      perSecond: done / seconds,
      clientUs: (clientCpuUs() - cpu.client) / done,
      serverUs: (serverCpuUs(serverPid) - cpu.server) / done,
    };
  } finally {
    await worker.stop();
  }
}
