import { url as debuggerUrl } from "node:inspector";

import { OrchexError } from "../dag/error.ts";
import type { WantedState, WorkerState } from "../store/store.ts";
import type { Engine } from "./engine.ts";
import type { Identities } from "./identities.ts";
import type { WorkerOptions } from "./options.ts";
import { Renewer } from "./renewer.ts";
import { Repeater } from "./repeater.ts";

/** How often due retries, expired runs and lost workers are looked for: what bounds recovery to the lease + 1 s. */
const TEND_MS = 1_000;
/** A worker obeys and hears of cancelled runs at least this often, however long its lease is. */
const LONGEST_BEAT_MS = 5_000;
/** A beat that failed is tried again after this: the lease goes on running out meanwhile. */
const AGAIN_MS = 500;
const SILENCE_MS = 30_000;

export interface KeeperParts {
  readonly engine: Engine;
  readonly identities: Identities;
  readonly state: () => WorkerState;
  readonly onWanted: (wanted: WantedState) => void;
  readonly onFatal: (error: unknown) => void;
}

/**
 * Keeps the worker's leases and learns what is wanted of it; beside that, never before it, does what some worker must do
 * now and then.
 */
export class Keeper {
  readonly #options: WorkerOptions;
  readonly #parts: KeeperParts;
  readonly #beats: Repeater;
  readonly #tends: Repeater;
  readonly #renewer: Renewer | undefined;
  #failed = false;

  constructor(options: WorkerOptions, parts: KeeperParts) {
    this.#options = options;
    this.#parts = parts;
    const beatMs = Math.min(options.leaseMs / 3, LONGEST_BEAT_MS);
    this.#beats = new Repeater(() => this.#guarded(() => this.#beat(), AGAIN_MS), beatMs);
    this.#tends = new Repeater(() => this.#guarded(() => this.#tend()), TEND_MS);
    const { inline, renewer, leaseMs } = options;
    this.#renewer = inline && renewer !== undefined ? new Renewer(renewer, leaseMs) : undefined;
  }

  start(): void {
    this.#beats.now();
    this.#tends.now();
  }

  /** Tells the thread that renews while this one is blocked. Called often. Under a debugger a body may take its time. */
  brief(): void {
    const { identities, engine } = this.#parts;
    this.#renewer?.tell(
      identities.all.map(({ workerId }) => workerId),
      debuggerUrl() === undefined ? engine.firstDeadline : Infinity,
    );
  }

  /** Somebody wants something of this worker, or has cancelled a run. */
  beatNow(): void {
    this.#beats.now();
  }

  /** Something is due by then: sooner than upkeep would look anyway, it looks at that moment. */
  tendIn(delayMs: number): void {
    if (delayMs < TEND_MS) setTimeout(() => this.#tends.now(), delayMs + 1).unref();
  }

  async close(): Promise<void> {
    await Promise.all([this.#beats.close(), this.#tends.close()]);
    await this.#renewer?.close();
  }

  async #beat(): Promise<void> {
    const { engine, identities, state, onWanted } = this.#parts;
    const mine = [...identities.all];
    const { alive, wanted, stoppedRuns } = await this.#options.store.beat({
      ids: mine.map(({ workerId, lowToken, jobs }) => ({ workerId, lowToken, jobs })),
      leaseMs: this.#options.leaseMs,
      state: state(),
      heldRuns: engine.heldRuns,
    });
    this.#failed = false;
    // What has left the ledger meanwhile by its own will is not lost.
    for (const identity of mine) {
      if (!alive.has(identity.workerId) && identities.all.includes(identity)) engine.lose(identity);
    }
    if (stoppedRuns.length > 0) engine.stopRuns(stoppedRuns);
    if (wanted !== null) onWanted(wanted);
  }

  async #tend(): Promise<void> {
    // The database may have been away for longer than the lease: first it hears that this worker lives.
    if (this.#failed) await this.#beat();
    const { engine, identities, state } = this.#parts;
    if (identities.current === undefined && state() !== "stopped") {
      await identities.renew();
      engine.forgetWaiting();
      engine.wake();
    }
    await identities.settle();
    const { promoted, expired, recovered } = await this.#options.store.tend();
    for (const { worker, runId, status } of recovered) {
      this.#options.logger.warn("took back a job of a worker that is gone", { worker, runId, status });
    }
    if (expired > 0) this.#beats.now();
    if (promoted > 0 || recovered.length > 0) engine.wake();
  }

  async #guarded(work: () => Promise<void>, againMs?: number): Promise<void> {
    const { onFatal } = this.#parts;
    const { store, silenceMs = SILENCE_MS } = this.#options;
    // As it was when this began: while it failed the database may have come back, and others may have heard of it.
    const silentMs = store.silentMs();
    try {
      await work();
    } catch (error) {
      this.#failed = true;
      if (!(error instanceof OrchexError)) {
        onFatal(error);
        return;
      }
      this.#options.logger.warn("the worker's upkeep failed; trying again", { error: error.message });
      if (silentMs > silenceMs) {
        onFatal(error);
        return;
      }
      await this.#revive();
      if (againMs !== undefined) setTimeout(() => this.#beats.now(), againMs).unref();
    }
  }

  async #revive(): Promise<void> {
    try {
      await this.#options.revive?.();
    } catch {
      // The next beat fails too, and says so.
    }
  }
}
