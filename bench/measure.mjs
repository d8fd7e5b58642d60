// One engine, one variant, one workload, once: node measure.mjs ENGINE VARIANT WORKLOAD LIMITS. Sends its parent
// { metric, value } for each thing measured, or { error }.
import { Signals, signalMemory } from "./signals.mjs";
import { openTarget } from "./target.mjs";
import { workloads } from "./workloads/index.mjs";

const [engineName, variant, workload, limits] = process.argv.slice(2);
const memory = signalMemory();

try {
  const { engine, target } = await openTarget(engineName, variant);
  await engine.setup(target);
  await workloads[workload]({
    engine,
    target,
    memory,
    signals: new Signals(memory),
    self: { engine: engineName, variant },
    limits: JSON.parse(limits),
    serverPid: Number(process.env.BENCH_SERVER_PID),
    emit: (metric, value) => process.send({ metric, value }),
  });
} catch (error) {
  process.send({ error: error?.stack ?? String(error) });
}
// Engines may leave connections and timers behind.
process.disconnect();
process.exit();
