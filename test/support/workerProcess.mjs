// A worker in a process of its own, for tests that kill, stop and cut it off. Tells what happens as JSON lines.
import { exitCodeOf } from "../../runtime/dist/cli/exitCode.js";
import { postgresWorkerStore } from "../../runtime/dist/store/postgresWorkerStore.js";
import { startWorker } from "../../runtime/dist/worker/startWorker.js";

const { database, code, options } = JSON.parse(process.env["TEST_WORKER"] ?? "");

const say = (/** @type {Record<string, unknown>} */ line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const log = (/** @type {string} */ level) => (/** @type {string} */ message) => say({ kind: "log", level, message });

const plain = postgresWorkerStore(database, { most: 5 });
const counted = (/** @type {number} */ refused) => (refused > 0 ? say({ kind: "refused-write", refused }) : undefined);
const store = {
  ...plain,
  step: async (/** @type {Parameters<typeof plain.step>[0]} */ step) => {
    const answer = await plain.step(step);
    counted(answer.refused.length);
    return answer;
  },
  fail: async (/** @type {Parameters<typeof plain.fail>[0]} */ failures) => {
    const refused = await plain.fail(failures);
    counted(refused.length);
    return refused;
  },
};

const worker = await startWorker({
  concurrency: 10,
  pollIntervalMs: 100,
  leaseMs: 2_000,
  taskTimeoutMs: 30_000,
  maxAttempts: 3,
  maxResultBytes: 1_000_000,
  metricsIntervalMs: 0,
  drain: false,
  inline: false,
  watch: false,
  renewer: {
    entry: new URL("../../runtime/dist/api/renewerThread.js", import.meta.url),
    data: database,
    patienceMs: 500,
  },
  ...options,
  store,
  code,
  logger: { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") },
});
process.on("SIGTERM", () => worker.stop());
say({ kind: "working" });
try {
  await worker.done;
  say({ kind: "done" });
} catch (error) {
  process.exitCode = exitCodeOf(/** @type {{ code: string }} */ (error).code);
} finally {
  await plain.close();
}
