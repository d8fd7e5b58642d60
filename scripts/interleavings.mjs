// npm run interleavings -- [--scenario TEXT] [--interruptions N] [--samples N] [--seed S]: runs operations that meet in
// every order of their steps. Three sessions have too many orders: of theirs it draws samples from the seed, unless
// --interruptions says how often a session may be interrupted; then it takes every such order of all scenarios.
import { parseArgs } from "node:util";
import { register } from "tsx/esm/api";

register();
const { explore } = await import("../test/interleavings/explore.ts");
const { SCENARIOS } = await import("../test/interleavings/scenarios.ts");
const { startCluster } = await import("../test/support/cluster.ts");
const { values } = parseArgs({
  options: {
    scenario: { type: "string", default: "" },
    interruptions: { type: "string" },
    samples: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
  },
});
const samples = { count: Number(values.samples), seed: Number(values.seed) };
const begunAt = Date.now();
const cluster = await startCluster({ settings: { fsync: "off" } });
try {
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    if (!name.includes(values.scenario)) continue;
    const drawn = scenario.sessions.length > 2 && values.interruptions === undefined;
    const { failure, ...counts } = await explore(cluster.url, scenario, {
      interruptions: values.interruptions === undefined ? Infinity : Number(values.interruptions),
      samples: drawn ? samples : undefined,
    });
    console.log(name, drawn ? { seed: samples.seed, ...counts } : counts);
    if (failure === null) continue;
    console.log(failure);
    process.exitCode = 1;
  }
} finally {
  await cluster.remove();
}
console.log(`${Math.round((Date.now() - begunAt) / 1000)} s`);
