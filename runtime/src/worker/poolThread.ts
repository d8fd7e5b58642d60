import { Worker } from "node:worker_threads";

import { OrchexError } from "../dag/error.ts";
import { errorText } from "../run/errorText.ts";
import type { FromRunner, LogLine, Outcome, Registry, ToRunner } from "./assignment.ts";
import type { CodeSource } from "./options.ts";
import type { SlotMemory } from "./slots.ts";
import type { ThreadData } from "./thread.ts";

export interface PoolThreadOptions {
  readonly code: CodeSource;
  readonly memory: SlotMemory;
  readonly concurrency: number;
  readonly maxResultBytes: number;
  readonly onOutcomes: (outcomes: readonly Outcome[]) => void;
  readonly onLog: (line: LogLine) => void;
  /** Once: the thread has ended; null when it was told to. */
  readonly onEnd: (error: string | null) => void;
}

/** Milliseconds without a pulse after which a thread counts as blocked. */
const BLOCKED_MS = 300;

/** One warm thread: loads the user's code once, then runs bodies until it is ended. */
export class PoolThread {
  readonly concurrency: number;
  /** Slots of the jobs it was given and has not answered. */
  readonly slots = new Set<number>();
  readonly loaded: Promise<{ readonly registry: Registry; readonly files: readonly string[] }>;
  /** Takes no more jobs, and ends once it has none. */
  retiring = false;
  /** Definitions it has been sent. */
  readonly known = new Set<number>();
  readonly #worker: Worker;
  readonly #pulse = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #ending = false;
  #lastPulse = 0;
  #pulseSeenAt = performance.now();

  constructor(options: PoolThreadOptions) {
    this.concurrency = options.concurrency;
    const data: ThreadData = {
      code: options.code,
      memory: options.memory,
      pulse: this.#pulse.buffer,
      concurrency: options.concurrency,
      maxResultBytes: options.maxResultBytes,
    };
    this.#worker = new Worker(new URL("./thread.js", import.meta.url), { workerData: data });
    let failure: unknown;
    this.loaded = new Promise((resolve, reject) => {
      this.#worker.on("message", (message: FromRunner) => {
        if (message.kind === "outcomes") options.onOutcomes(message.outcomes);
        else if (message.kind === "log") options.onLog(message.line);
        else if (message.kind === "loaded") resolve(message);
        else {
          const { code, message: text, remedy } = message.failure;
          reject(new OrchexError(code, text, remedy === undefined ? {} : { remedy }));
        }
      });
      this.#worker.on("error", (error) => {
        failure = error;
      });
      this.#worker.on("exit", (code) => {
        const reason = failure === undefined ? `it exited with code ${code}` : errorText(failure);
        reject(new OrchexError("module.failed", `The thread ended while it loaded the DAGs: ${reason}`));
        options.onEnd(this.#ending ? null : reason);
      });
    });
    // Whoever waits for the thread is told; nobody has to wait.
    this.loaded.catch(() => {});
  }

  post(message: ToRunner): void {
    this.#worker.postMessage(message);
  }

  /** Whether a body keeps the thread's loop from turning. */
  get blocked(): boolean {
    const pulse = Atomics.load(this.#pulse, 0);
    const now = performance.now();
    if (pulse !== this.#lastPulse) {
      this.#lastPulse = pulse;
      this.#pulseSeenAt = now;
    }
    return now - this.#pulseSeenAt > BLOCKED_MS;
  }

  /** Ends the thread wherever its code is, an endless loop included. */
  async end(): Promise<void> {
    this.#ending = true;
    await this.#worker.terminate();
  }
}
