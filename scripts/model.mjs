// npm run model -- [--runs N] [--minutes M] [--seed S [--path P]]: tells the engine and its reference model the same
// random stories until they disagree. A seed and a path tell one story again.
import { parseArgs } from "node:util";
import { register } from "tsx/esm/api";

register();
const { checkModel } = await import("../test/model/checkModel.ts");
const { storyText } = await import("../test/model/storyText.ts");
const { startCluster } = await import("../test/support/cluster.ts");
const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "1000" },
    minutes: { type: "string" },
    seed: { type: "string" },
    path: { type: "string" },
  },
});
const cluster = await startCluster({ settings: { fsync: "off" } });
try {
  const { failure, commands } = await checkModel(cluster.url, {
    runs: values.minutes === undefined ? Number(values.runs) : Number.MAX_SAFE_INTEGER,
    ...(values.minutes === undefined ? {} : { timeLimitMs: Number(values.minutes) * 60_000 }),
    ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
    ...(values.path === undefined ? {} : { path: values.path }),
  });
  console.table(commands);
  console.log(failure === null ? "Engine and model agree." : storyText(failure));
  process.exitCode = failure === null ? 0 : 1;
} finally {
  await cluster.remove();
}
