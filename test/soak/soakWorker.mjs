// A worker of the soak, in a process of its own. What the ledger told it was accepted it notes in the ledger of effects:
// that promise must be found kept. Tells what happens as JSON lines.
import { Pool } from "pg";
import { exitCodeOf } from "../../runtime/dist/cli/exitCode.js";
import { postgresWorkerStore } from "../../runtime/dist/store/postgresWorkerStore.js";
import { startWorker } from "../../runtime/dist/worker/startWorker.js";

const { database, code, options, pool, mutant } = JSON.parse(process.env["SOAK_WORKER"] ?? "");

const say = (/** @type {Record<string, unknown>} */ line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const log =
  (/** @type {string} */ level) =>
  (/** @type {string} */ message, /** @type {Record<string, unknown> | undefined} */ fields) =>
    say({ kind: "log", level, message, fields });

const notes = new Pool({ connectionString: process.env["SOAK_EFFECTS"], application_name: "soak-effects", max: 2 });

const plain = postgresWorkerStore(database, { most: pool });
const refuse = (/** @type {number} */ refused) => (refused > 0 ? say({ kind: "refused", refused }) : undefined);
const store = {
  ...plain,
  step: async (/** @type {Parameters<typeof plain.step>[0]} */ step) => {
    const answer = await plain.step(step);
    refuse(answer.refused.length);
    const not = new Set(answer.refused.map(({ runId, taskNo }) => `${runId} ${taskNo}`));
    const tokens = step.completions.filter((job) => !not.has(`${job.runId} ${job.taskNo}`)).map(({ token }) => token);
    if (tokens.length > 0) {
      await notes.query("insert into accepted (worker, token) select $1, unnest($2::bigint[])", [options.name, tokens]);
    }
    return answer;
  },
  fail: async (/** @type {Parameters<typeof plain.fail>[0]} */ failures) => {
    const refused = await plain.fail(failures);
    refuse(refused.length);
    return refused;
  },
};

const plant = await planting();
const worker = await startWorker(
  plant({
    pollIntervalMs: 200,
    taskTimeoutMs: 60_000,
    maxAttempts: 6,
    maxResultBytes: 1_000_000,
    metricsIntervalMs: 0,
    drain: false,
    inline: false,
    watch: false,
    ...options,
    store,
    code,
    logger: { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") },
  }),
);
process.on("SIGTERM", () => worker.stop());
say({ kind: "working", date: Date.now() });
try {
  await worker.done;
  say({ kind: "done" });
} catch (error) {
  process.exitCode = exitCodeOf(/** @type {{ code: string }} */ (error).code);
  say({ kind: "failed", error: String(error) });
} finally {
  await plain.close();
  await notes.end();
}

/** How this worker is changed: not at all, unless it has one of the bugs of test/mutants. */
async function planting() {
  if (mutant === undefined) return (/** @type {Parameters<typeof startWorker>[0]} */ sound) => sound;
  const { register } = await import("tsx/esm/api");
  const unregister = register();
  const { mutantOf } = await import("../mutants/mutants.ts");
  await unregister();
  return mutantOf(mutant).worker ?? ((/** @type {Parameters<typeof startWorker>[0]} */ sound) => sound);
}
