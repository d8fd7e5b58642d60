// npm run interleavings -- [--interruptions N] [--scenario TEXT]: runs operations that meet in every order of their steps
// that interrupts a session no more than N times; by default in every order.
import { parseArgs } from "node:util";
import { register } from "tsx/esm/api";

register();
const { explore } = await import("../test/interleavings/explore.ts");
const { SCENARIOS } = await import("../test/interleavings/scenarios.ts");
const { startCluster } = await import("../test/support/cluster.ts");
const { values } = parseArgs({
  options: { interruptions: { type: "string", default: "99" }, scenario: { type: "string", default: "" } },
});
const cluster = await startCluster({ settings: { fsync: "off" } });
try {
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    if (!name.includes(values.scenario)) continue;
    const { failure, ...counts } = await explore(cluster.url, scenario, {
      interruptions: Number(values.interruptions),
    });
    console.log(name, counts);
    if (failure === null) continue;
    console.log(failure);
    process.exitCode = 1;
  }
} finally {
  await cluster.remove();
}
