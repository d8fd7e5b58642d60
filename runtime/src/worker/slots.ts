/** Slots of one worker: more than it ever has in hand. */
const SIZE = 4096;

const QUEUED = 1;
const BEGUN = 2;
const GONE = 3;
const CODES = 4;
const GENERATIONS = 2 ** 28;

/** The memory that engine and threads share. */
export interface SlotMemory {
  readonly states: SharedArrayBuffer;
  readonly begun: SharedArrayBuffer;
}

export function slotMemory(): SlotMemory {
  return {
    states: new SharedArrayBuffer(SIZE * Int32Array.BYTES_PER_ELEMENT),
    begun: new SharedArrayBuffer(SIZE * Float64Array.BYTES_PER_ELEMENT),
  };
}

/**
 * Where each job in hand stands, in memory shared with the threads, so that the engine can take back what a thread has
 * not begun, and knows since when a body runs, also while that thread is blocked. A slot is used again under another
 * generation: what still names the old one finds itself gone.
 */
export class Slots {
  readonly #states: Int32Array;
  readonly #begun: Float64Array;
  readonly #free: number[] = [];
  readonly #generations = new Int32Array(SIZE);

  constructor(memory: SlotMemory) {
    this.#states = new Int32Array(memory.states);
    this.#begun = new Float64Array(memory.begun);
    for (let slot = SIZE - 1; slot >= 0; slot -= 1) this.#free.push(slot);
  }

  static readonly size = SIZE;

  /** Engine: takes a slot for a job that is queued from now on. */
  take(): { slot: number; generation: number } {
    const slot = this.#free.pop();
    if (slot === undefined) throw new RangeError("a worker has more jobs in hand than slots");
    const generation = ((this.#generations[slot] ?? 0) + 1) % GENERATIONS;
    this.#generations[slot] = generation;
    this.#begun[slot] = 0;
    Atomics.store(this.#states, slot, generation * CODES + QUEUED);
    return { slot, generation };
  }

  generationOf(slot: number): number {
    return this.#generations[slot] ?? 0;
  }

  /** Engine: the job has ended, or was taken back. */
  free(slot: number): void {
    Atomics.store(this.#states, slot, (this.#generations[slot] ?? 0) * CODES + GONE);
    this.#free.push(slot);
  }

  /** Thread: begins the job unless it was taken back. */
  begin(slot: number, generation: number, now: number): boolean {
    const queued = generation * CODES + QUEUED;
    // The time first: whoever sees the job begun must see since when.
    if (Atomics.load(this.#states, slot) !== queued) return false;
    this.#begun[slot] = now;
    return Atomics.compareExchange(this.#states, slot, queued, generation * CODES + BEGUN) === queued;
  }

  /** Engine: takes a job back; false when its body has begun. */
  recall(slot: number): boolean {
    const generation = this.#generations[slot] ?? 0;
    const queued = generation * CODES + QUEUED;
    return Atomics.compareExchange(this.#states, slot, queued, generation * CODES + GONE) === queued;
  }

  /** Engine: the monotonic milliseconds at which the body began, or null while it is queued. */
  begunAt(slot: number): number | null {
    const generation = this.#generations[slot] ?? 0;
    return Atomics.load(this.#states, slot) === generation * CODES + BEGUN ? (this.#begun[slot] ?? 0) : null;
  }
}

/** Monotonic milliseconds that mean the same in every thread. */
export function monotonicMs(): number {
  return performance.timeOrigin + performance.now();
}
