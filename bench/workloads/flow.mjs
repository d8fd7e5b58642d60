import { drainOnce } from "./drainOnce.mjs";
import { idleLatency } from "./latency.mjs";
import { settle } from "./load.mjs";

const SLICE = 100;
const PILOT = 200;
const MEASURED_SECONDS = 2;

export const chain = (bench) => flow(bench, "chain");
export const diamond = (bench) => flow(bench, "diamond");

/** Runs of a small graph: how many a second when many wait, and how long one takes when nothing else is to do. */
async function flow(bench, kind) {
  const { engine, target, limits, signals, memory, emit } = bench;
  // Queues without graphs run all first tasks before any last one: too many runs, and a slow one would finish none.
  // A few runs tell how many it does in the time that is to be measured.
  let measured = await loadAndDrain(bench, kind, { count: PILOT, firstId: 0 });
  const count = Math.min(limits.flows[kind], Math.floor(measured.perSecond * MEASURED_SECONDS));
  if (measured.finished && count > PILOT) measured = await loadAndDrain(bench, kind, { count, firstId: PILOT });
  emit(`${kind}Rate`, measured.perSecond);
  emit(`${kind}Cpu`, measured.clientUs + measured.serverUs);
  // What a slow engine has left would stand in the way.
  if (!measured.finished) return;
  signals.reset();
  const worker = await engine.startWorker(target, signals, memory);
  emit(`${kind}Latency`, await idleLatency(bench, { call: "startFlow", kind }));
  await worker.stop();
}

async function loadAndDrain(bench, kind, { count, firstId }) {
  const { engine, target, limits } = bench;
  const producer = await engine.openProducer(target);
  for (let done = 0; done < count; done += SLICE) {
    await producer.startFlows(kind, Math.min(SLICE, count - done), firstId + done);
  }
  await producer.close();
  await settle(target);
  return await drainOnce(bench, { count, begun: ({ flows }) => flows, maxMs: 2 * limits.maxMs });
}
