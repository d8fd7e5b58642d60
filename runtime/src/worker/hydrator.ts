import type { ClaimedJob, JobKey, WorkerStore } from "../store/store.ts";
import { RunCache } from "./runCache.ts";
import { planOf, type PlannedTask } from "./snapshotPlan.ts";

/** A claimed job with everything its body needs. */
export interface Ready {
  readonly job: ClaimedJob;
  readonly task: PlannedTask;
  readonly inputs: string;
  readonly runInputs: string;
  readonly metadata: string | null;
}

/** Characters of JSON kept: some hundred MB at the very most. */
const CACHE_LIMIT = 64 * 1024 * 1024;

/** Finds a job's task in its run's snapshot and its inputs among the results: from memory, else from the ledger. */
export class Hydrator {
  readonly #store: Pick<WorkerStore, "loadSnapshot" | "loadRuns" | "loadResults">;
  readonly #plans = new Map<number, readonly PlannedTask[]>();
  readonly #cache = new RunCache(CACHE_LIMIT);

  constructor(store: Pick<WorkerStore, "loadSnapshot" | "loadRuns" | "loadResults">) {
    this.#store = store;
  }

  /** The ledger has this result: until then another worker's may come to stand there. */
  remember(runId: string, taskNo: number, result: string): void {
    this.#cache.setResult(runId, taskNo, result);
  }

  prepare(jobs: readonly ClaimedJob[]): { ready: Ready[]; missing: ClaimedJob[] } {
    const ready: Ready[] = [];
    const missing: ClaimedJob[] = [];
    for (const job of jobs) {
      const one = this.#prepare(job, this.#cache);
      if (one === undefined) missing.push(job);
      else ready.push(one);
    }
    return { ready, missing };
  }

  /** For jobs that `prepare` misses something for: at most three round trips, whatever their number. */
  async load(jobs: readonly ClaimedJob[]): Promise<Ready[]> {
    for (const snapshotId of new Set(jobs.map((job) => job.snapshotId))) {
      if (this.#plans.has(snapshotId)) continue;
      this.#plans.set(snapshotId, planOf(await this.#store.loadSnapshot(snapshotId)));
    }
    // What is loaded is kept here until it is used, whatever else the cache throws out meanwhile.
    const loaded = new RunCache(Infinity);
    const results: JobKey[] = [];
    for (const { runId, snapshotId, taskNo } of jobs) {
      for (const { taskNo: required } of this.#plans.get(snapshotId)?.[taskNo]?.requires ?? []) {
        const known = this.#cache.result(runId, required);
        if (known === undefined) results.push({ runId, taskNo: required });
        else loaded.setResult(runId, required, known);
      }
    }
    for (const { runId, inputs, metadata } of await this.#store.loadRuns([...new Set(jobs.map((job) => job.runId))])) {
      loaded.setRun(runId, inputs, metadata);
      this.#cache.setRun(runId, inputs, metadata);
    }
    if (results.length > 0) {
      for (const { runId, taskNo, result } of await this.#store.loadResults(results)) {
        loaded.setResult(runId, taskNo, result);
        this.#cache.setResult(runId, taskNo, result);
      }
    }
    return jobs.map((job) => {
      const one = this.#prepare(job, loaded);
      if (one === undefined) throw new Error(`the ledger lacks a result that a job of run ${job.runId} requires`);
      return one;
    });
  }

  #prepare(job: ClaimedJob, cache: RunCache): Ready | undefined {
    const plan = this.#plans.get(job.snapshotId);
    const task = plan?.[job.taskNo];
    if (plan === undefined || task === undefined) return undefined;
    if (job.inputs !== null && plan.length > 1) cache.setRun(job.runId, job.inputs, job.metadata);
    const run = job.inputs === null ? cache.run(job.runId) : { inputs: job.inputs, metadata: job.metadata };
    if (run === undefined) return undefined;
    if (task.requires.length === 0) {
      return { job, task, inputs: run.inputs, runInputs: run.inputs, metadata: run.metadata };
    }
    let inputs = "{";
    for (const { taskNo, key } of task.requires) {
      const result = cache.result(job.runId, taskNo);
      if (result === undefined) return undefined;
      inputs += `${inputs.length > 1 ? "," : ""}${key}${result}`;
    }
    return { job, task, inputs: `${inputs}}`, runInputs: run.inputs, metadata: run.metadata };
  }
}
