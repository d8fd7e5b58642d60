// npm run interleavings -- [--scenario TEXT] [--interruptions N] [--most N] [--samples N] [--seed S]: runs operations that
// meet in every order of their steps, where there are no more than --most. Of more, and of three sessions, it draws as
// many --samples from the seed. With --interruptions it takes every order that interrupts no session more often.
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
    most: { type: "string", default: "2000" },
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
    const { failure, ...counts } = await exploreEnough(scenario);
    console.log(name, counts);
    if (failure === null) continue;
    console.log(failure);
    process.exitCode = 1;
  }
} finally {
  await cluster.remove();
}
console.log(`${Math.round((Date.now() - begunAt) / 1000)} s`);

async function exploreEnough(scenario) {
  if (values.interruptions !== undefined) {
    return await explore(cluster.url, scenario, { interruptions: Number(values.interruptions) });
  }
  if (scenario.sessions.length === 2) {
    const exploration = await explore(cluster.url, scenario, { interruptions: Infinity, most: Number(values.most) });
    if (exploration.all || exploration.failure !== null) return exploration;
  }
  return { seed: samples.seed, ...(await explore(cluster.url, scenario, { interruptions: Infinity, samples })) };
}
