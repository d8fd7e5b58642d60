import { onTestFinished } from "vitest";
import { startWorker } from "../../runtime/dist/worker/startWorker.js";
import type { RunningWorker, WorkerEvent, WorkerOptions } from "../../runtime/dist/worker/options.js";
import { FIXTURES } from "./fixture.ts";
import type { TestLedger } from "./testLedger.ts";

export interface TestWorker extends RunningWorker {
  readonly name: string;
  readonly events: readonly WorkerEvent[];
  /** What it logged: `level message`. */
  readonly log: readonly string[];
}

export type TestWorkerOptions = Partial<Omit<WorkerOptions, "code">>;

let count = 0;

/** A worker on this process, with its bodies in threads; it is stopped at the end of the test if it still runs. */
export async function startTestWorker(
  ledger: TestLedger,
  addresses: readonly string[],
  options: TestWorkerOptions = {},
): Promise<TestWorker> {
  count += 1;
  const events: WorkerEvent[] = [];
  const log: string[] = [];
  const write = (level: string) => (message: string) => void log.push(`${level} ${message}`);
  const name = options.name ?? `worker-${count}`;
  const store = options.store ?? ledger.store();
  const worker = await startWorker({
    store,
    name,
    code: { cwd: FIXTURES, addresses, modules: [] },
    concurrency: 2,
    pollIntervalMs: 100,
    leaseMs: 5_000,
    taskTimeoutMs: 30_000,
    maxAttempts: 3,
    maxResultBytes: 1_000_000,
    metricsIntervalMs: 0,
    drain: false,
    inline: false,
    watch: false,
    logger: { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") },
    onEvent: (event) => events.push(event),
    ...options,
  });
  onTestFinished(async () => {
    worker.kill();
    await worker.done.catch(() => {});
  });
  return { ...worker, name, events, log };
}

/** Runs a worker until nothing is left to do. */
export async function drain(
  ledger: TestLedger,
  addresses: readonly string[],
  options: TestWorkerOptions = {},
): Promise<TestWorker> {
  const worker = await startTestWorker(ledger, addresses, { ...options, drain: true });
  await worker.done;
  return worker;
}
