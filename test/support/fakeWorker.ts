import type { ClaimedJob, Registered, StepResult, WorkerStore } from "../../runtime/dist/store/store.js";
import type { TestLedger } from "./testLedger.ts";

/** A worker that runs no code: the test says what its bodies would have done. */
export interface FakeWorker extends Registered {
  readonly store: WorkerStore;
  claim(limit: number): Promise<readonly ClaimedJob[]>;
  /** Completes, and claims the next ones. */
  complete(jobs: readonly ClaimedJob[], limit?: number, result?: unknown): Promise<StepResult>;
  fail(
    job: ClaimedJob,
    options?: { readonly dead?: boolean; readonly delayMs?: number; readonly error?: string },
  ): Promise<readonly unknown[]>;
}

export async function fakeWorker(
  ledger: TestLedger,
  dags: readonly string[],
  options: {
    readonly store?: WorkerStore;
    readonly leaseMs?: number;
    readonly registry?: Record<string, string[]>;
    readonly loadedAt?: string;
  } = {},
): Promise<FakeWorker> {
  const store = options.store ?? ledger.store();
  const registry =
    options.registry ??
    Object.fromEntries(await Promise.all(dags.map(async (dag) => [dag, await ledger.taskNames(dag)] as const)));
  const registered = await store.register({
    name: "fake",
    host: "here",
    pid: process.pid,
    concurrency: 10,
    registry,
    loadedAt: options.loadedAt ?? (await store.clock()),
    leaseMs: options.leaseMs ?? 3_600_000,
  });
  const step = (completions: readonly ClaimedJob[], limit: number, result: unknown) =>
    store.step({
      workerId: registered.workerId,
      completions: completions.map((job) => ({ ...job, result: JSON.stringify(result) })),
      dagIds: [...registered.dagIds.values()],
      limit,
      unknown: [],
    });
  return {
    ...registered,
    store,
    claim: async (limit) => (await step([], limit, null)).jobs,
    complete: (jobs, limit = 0, result = { done: true }) => step(jobs, limit, result),
    fail: (job, { dead = false, delayMs = 0, error = "it failed" } = {}) =>
      store.fail([{ ...job, error, outcome: "failed", dead, delayMs }]),
  };
}
