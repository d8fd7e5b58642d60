/** Monotonic nanoseconds, which mean the same in every process and thread of one machine. */
export const nowNs = () => process.hrtime.bigint();

/** Milliseconds since a reading that may have travelled through a database as text. */
export const msSince = (readingNs) => Number(nowNs() - BigInt(readingNs)) / 1e6;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `isDone` says so; false when `timeoutMs` passed first. */
export async function waitUntil(isDone, { timeoutMs, everyMs = 5 }) {
  const deadline = performance.now() + timeoutMs;
  while (!(await isDone())) {
    if (performance.now() > deadline) return false;
    await sleep(everyMs);
  }
  return true;
}
