// npm run simulate -- [--seeds N] [--first SEED]: simulates one seed after the other and tells what must not have happened.
import { parseArgs } from "node:util";
import { register } from "tsx/esm/api";

register();
const { simulate } = await import("../test/simulation/simulate.ts");
const { values } = parseArgs({
  options: { seeds: { type: "string", default: "1000" }, first: { type: "string", default: "1" } },
});
const first = Number(values.first);
const counts = {};
let broken = 0;
const begunAt = Date.now();
for (let seed = first; seed < first + Number(values.seeds); seed += 1) {
  const report = await simulate(seed);
  for (const [what, count] of Object.entries(report.counts)) counts[what] = (counts[what] ?? 0) + count;
  if (report.violations.length === 0) continue;
  broken += 1;
  console.log(`seed ${seed}:\n  ${report.violations.join("\n  ")}`);
}
const minutes = (Date.now() - begunAt) / 60_000;
console.table(counts);
console.log(`${values.seeds} seeds, ${broken} broken, ${Math.round(Number(values.seeds) / minutes)} a minute`);
process.exitCode = broken === 0 ? 0 : 1;
