import { fork } from "node:child_process";
import { once } from "node:events";

import { sleep } from "../clock.mjs";
import { quantile } from "../statistics.mjs";

const IDLE_MS = 300;
const WARM_UP = 5;

/**
 * Milliseconds from a call in another process, as a web server would make it, to the body's begin, on an idle system:
 * the median. `request` is what the other process is told to ask for.
 */
export async function idleLatency({ signals, limits, self }, request) {
  const other = fork(new URL("../enqueuer.mjs", import.meta.url), [self.engine, self.variant]);
  await once(other, "message");
  const ask = async () => {
    other.send(request);
    const [{ error }] = await once(other, "message");
    if (error !== undefined) throw new Error(error);
  };
  try {
    await sleep(IDLE_MS);
    const samples = [];
    const deadline = performance.now() + limits.latencyMs;
    for (let n = -WARM_UP; n < limits.samples && (performance.now() < deadline || samples.length < 2); n += 1) {
      const ms = await signals.latencyOf(ask);
      if (ms === undefined) throw new Error("a body never began");
      if (n >= 0 || performance.now() > deadline) samples.push(ms);
      // At no fixed phase of anybody's poll.
      await sleep(2 + Math.random() * 18);
    }
    return quantile(samples, 0.5);
  } finally {
    other.kill();
  }
}
