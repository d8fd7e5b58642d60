import { idleLatency } from "./latency.mjs";

/** How soon a job begins that is enqueued while the worker has nothing to do. */
export async function pickUp(bench) {
  const { engine, target, signals, memory, emit } = bench;
  const worker = await engine.startWorker(target, signals, memory);
  emit("pickUp", await idleLatency(bench, { call: "enqueue" }));
  await worker.stop();
}
