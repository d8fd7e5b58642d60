import { availableParallelism } from "node:os";

import type { Assignment, Definition, Registry } from "./assignment.ts";
import type { Executor, ExecutorEvents } from "./executor.ts";
import type { CodeSource } from "./options.ts";
import { PoolThread } from "./poolThread.ts";
import { slotMemory, Slots } from "./slots.ts";

export interface ThreadPoolOptions {
  readonly code: CodeSource;
  readonly concurrency: number;
  readonly maxResultBytes: number;
  readonly events: ExecutorEvents;
}

/** Starts the threads and waits until each has loaded the code. */
export async function threadPool(options: ThreadPoolOptions): Promise<{ executor: Executor; slots: Slots }> {
  const memory = slotMemory();
  const slots = new Slots(memory);
  const pool = new ThreadPool(options, memory, slots);
  try {
    await pool.start();
  } catch (error) {
    await pool.close();
    throw error;
  }
  return { executor: pool, slots };
}

/** Fewer threads would let one blocking body stop all others; more than processors gain nothing. */
const FEWEST_THREADS = 2;

/** Brief bodies that go to one thread in a row, so that one message answers them. */
const MOST_TOGETHER = 16;

class ThreadPool implements Executor {
  registry: Registry = {};
  files: readonly string[] = [];
  readonly #options: ThreadPoolOptions;
  readonly #memory: ReturnType<typeof slotMemory>;
  readonly #slots: Slots;
  readonly #threads = new Set<PoolThread>();
  readonly #homes = new Map<number, PoolThread>();
  #closed = false;

  constructor(options: ThreadPoolOptions, memory: ReturnType<typeof slotMemory>, slots: Slots) {
    this.#options = options;
    this.#memory = memory;
    this.#slots = slots;
  }

  async start(): Promise<void> {
    const { concurrency } = this.#options;
    const count = Math.min(concurrency, Math.max(FEWEST_THREADS, availableParallelism()));
    const shares = Array.from(
      { length: count },
      (_, n) => Math.floor(concurrency / count) + (n < concurrency % count ? 1 : 0),
    );
    const threads = shares.map((share) => this.#thread(share));
    try {
      const loaded = await Promise.all(threads.map((thread) => thread.loaded));
      this.registry = loaded[0]?.registry ?? {};
      this.files = loaded[0]?.files ?? [];
    } catch (error) {
      for (const thread of threads) void thread.end();
      throw error;
    }
    for (const thread of threads) this.#threads.add(thread);
  }

  capacity(ahead: number): number {
    let free = 0;
    const threads = this.#open();
    for (const thread of threads) {
      free += Math.max(0, thread.concurrency + Math.floor(ahead / threads.length) - thread.slots.size);
    }
    return free;
  }

  submit(definitions: readonly Definition[], jobs: readonly Assignment[], brief: ReadonlySet<number>): void {
    const batches = new Map<PoolThread, Assignment[]>();
    const open = this.#open();
    let last: PoolThread | undefined;
    let together = 0;
    for (const job of jobs) {
      together = brief.has(job.definition) && together < MOST_TOGETHER ? together + 1 : 0;
      const same = together > 1 ? last : undefined;
      const thread = same ?? emptiest(open) ?? emptiest([...this.#threads].filter(({ retiring }) => !retiring));
      last = thread;
      if (thread === undefined) {
        // Every thread has just ended: the fresh ones are on their way, and the engine asks again.
        this.#options.events.onOrphans([{ slot: job.slot, begun: false, error: null }]);
        continue;
      }
      thread.slots.add(job.slot);
      this.#homes.set(job.slot, thread);
      const batch = batches.get(thread);
      if (batch === undefined) batches.set(thread, [job]);
      else batch.push(job);
    }
    for (const [thread, batch] of batches) {
      const fresh = definitions.filter(({ number }) => !thread.known.has(number));
      for (const { number } of fresh) thread.known.add(number);
      thread.post({ kind: "run", definitions: fresh, jobs: batch });
    }
  }

  abort(slot: number, reason: string): void {
    this.#homes.get(slot)?.post({ kind: "abort", slot, generation: this.#slots.generationOf(slot), reason });
  }

  terminate(slot: number): boolean {
    const thread = this.#homes.get(slot);
    if (thread !== undefined) void thread.end();
    return true;
  }

  settle(slot: number): void {
    const thread = this.#homes.get(slot);
    this.#homes.delete(slot);
    if (thread === undefined) return;
    thread.slots.delete(slot);
    if (thread.retiring && thread.slots.size === 0) void thread.end();
  }

  async reload(): Promise<void> {
    const old = [...this.#threads].filter((thread) => !thread.retiring);
    await this.start();
    for (const thread of old) {
      thread.retiring = true;
      if (thread.slots.size === 0) void thread.end();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#threads].map((thread) => thread.end()));
  }

  #open(): PoolThread[] {
    return [...this.#threads].filter((thread) => !thread.retiring && !thread.blocked);
  }

  #thread(concurrency: number): PoolThread {
    const { code, maxResultBytes, events } = this.#options;
    const thread: PoolThread = new PoolThread({
      code,
      memory: this.#memory,
      concurrency,
      maxResultBytes,
      onOutcomes: events.onOutcomes,
      onLog: events.onLog,
      onEnd: (error) => this.#ended(thread, error),
    });
    return thread;
  }

  #ended(thread: PoolThread, error: string | null): void {
    if (!this.#threads.delete(thread) || this.#closed) return;
    const orphans = [...thread.slots].map((slot) => ({ slot, begun: this.#slots.begunAt(slot) !== null, error }));
    thread.slots.clear();
    for (const { slot } of orphans) this.#homes.delete(slot);
    if (!thread.retiring) this.#replace(thread.concurrency);
    if (orphans.length > 0) this.#options.events.onOrphans(orphans);
  }

  /** A module that does not load any more is tried again, more and more slowly. */
  #replace(concurrency: number, delayMs = 100): void {
    const thread = this.#thread(concurrency);
    thread.loaded.then(
      () => {
        if (this.#closed) void thread.end();
        else this.#threads.add(thread);
      },
      (error: unknown) => {
        // What the module began before it failed (a timer, a server) would keep the thread.
        void thread.end();
        if (this.#closed) return;
        const text = error instanceof Error ? error.message : String(error);
        this.#options.events.onLog({
          level: "error",
          message: "a thread could not load the code",
          fields: { error: text },
        });
        setTimeout(() => this.#replace(concurrency, Math.min(delayMs * 2, 30_000)), delayMs);
      },
    );
  }
}

/** By the share of its bodies that are taken; the first of equals, so that small batches stay together. */
function emptiest(threads: readonly PoolThread[]): PoolThread | undefined {
  let best: PoolThread | undefined;
  for (const thread of threads) {
    if (best === undefined || thread.slots.size / thread.concurrency < best.slots.size / best.concurrency)
      best = thread;
  }
  return best;
}
