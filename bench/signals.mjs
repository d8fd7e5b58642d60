import { msSince, nowNs, waitUntil } from "./clock.mjs";

const JOBS = 0;
const FLOWS = 1;
const LATENCIES = 2;

const BEGUN_AT = 0;
const LATENCY = 1;

export const signalMemory = () => new SharedArrayBuffer(32);

/**
 * What bodies tell the measurement: that they have begun, and how long after they were asked for. It is one atomic add
 * in memory that may be shared with threads, so that a body on a thread pays as little as one in the main process.
 */
export class Signals {
  #counts;
  #times;

  constructor(memory) {
    this.#counts = new Int32Array(memory, 0, 4);
    this.#times = new BigInt64Array(memory, 16, 2);
  }

  /** A job of its own, or the first task of a flow, has begun. `t`: the clock when it was asked for; "0" under load. */
  begun({ t }) {
    if (Atomics.add(this.#counts, JOBS, 1) === 0) this.#times[BEGUN_AT] = nowNs();
    Atomics.notify(this.#counts, JOBS);
    if (t !== "0") this.#asked(t);
  }

  /** The last task of a flow has begun. */
  flowEnding({ t }) {
    Atomics.add(this.#counts, FLOWS, 1);
    if (t !== "0") this.#asked(t);
  }

  get jobs() {
    return Atomics.load(this.#counts, JOBS);
  }

  get flows() {
    return Atomics.load(this.#counts, FLOWS);
  }

  /** Milliseconds since the first body began. */
  get elapsedMs() {
    return msSince(Atomics.load(this.#times, BEGUN_AT));
  }

  /** Waits for the first body; false when none begins in time. */
  async firstBegun(timeoutMs) {
    return await this.#changed(JOBS, 0, timeoutMs);
  }

  async jobsReach(count, timeoutMs) {
    return await waitUntil(() => this.jobs >= count, { timeoutMs, everyMs: 2 });
  }

  async flowsReach(count, timeoutMs) {
    return await waitUntil(() => this.flows >= count, { timeoutMs, everyMs: 2 });
  }

  /** The milliseconds from asking to begin of the one body that `ask` asks for; undefined when it does not begin. */
  async latencyOf(ask, timeoutMs = 20_000) {
    const seen = Atomics.load(this.#counts, LATENCIES);
    await ask();
    if (!(await this.#changed(LATENCIES, seen, timeoutMs))) return undefined;
    return Number(Atomics.load(this.#times, LATENCY)) / 1e6;
  }

  reset() {
    this.#counts.fill(0);
  }

  async #changed(index, from, timeoutMs) {
    const waiting = Atomics.waitAsync(this.#counts, index, from, timeoutMs);
    return (await waiting.value) !== "timed-out";
  }

  #asked(t) {
    Atomics.store(this.#times, LATENCY, nowNs() - BigInt(t));
    Atomics.add(this.#counts, LATENCIES, 1);
    Atomics.notify(this.#counts, LATENCIES);
  }
}
