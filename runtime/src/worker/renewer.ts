import { Worker } from "node:worker_threads";

/** A thread that renews leases while this one is blocked, as a body run with `--inline` can block it. */
export interface RenewerSource {
  /** The module that runs in the thread. It gets `RenewerData`. */
  readonly entry: URL;
  /** Whatever that module needs to reach the database; never logged. */
  readonly data: unknown;
  /** How long past its timeout a body may block the process, where nothing else can end it. */
  readonly patienceMs: number;
}

export interface RenewerData {
  readonly data: unknown;
  readonly leaseMs: number;
  readonly patienceMs: number;
  readonly memory: RenewerMemory;
}

interface RenewerMemory {
  /** The worker's ids, 0 for none. */
  readonly ids: SharedArrayBuffer;
  /** One float64: the monotonic milliseconds at which the first of the running bodies must have ended; 0 for none. */
  readonly deadline: SharedArrayBuffer;
}

/** Ids at once: one current, and a few that retire. */
const MOST_IDS = 16;

/** What the engine tells the thread, in shared memory, so that it is known also while nobody can send a message. */
export class Renewer {
  readonly #ids = new Int32Array(new SharedArrayBuffer(MOST_IDS * Int32Array.BYTES_PER_ELEMENT));
  readonly #deadline = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  readonly #thread: Worker;

  constructor({ entry, data, patienceMs }: RenewerSource, leaseMs: number) {
    const workerData: RenewerData = {
      data,
      leaseMs,
      patienceMs,
      memory: { ids: this.#ids.buffer, deadline: this.#deadline.buffer },
    };
    this.#thread = new Worker(entry, { workerData });
    this.#thread.unref();
  }

  /** Called whenever one of them changes. */
  tell(ids: readonly number[], deadline: number): void {
    for (let place = 0; place < MOST_IDS; place += 1) Atomics.store(this.#ids, place, ids[place] ?? 0);
    this.#deadline[0] = Number.isFinite(deadline) ? deadline : 0;
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }
}
