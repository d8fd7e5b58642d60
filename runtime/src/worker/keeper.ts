import { OrchexError } from "../dag/error.ts";
import type { WantedState, WorkerState } from "../store/store.ts";
import type { Engine } from "./engine.ts";
import type { Identities } from "./identities.ts";
import type { WorkerOptions } from "./options.ts";
import { Renewer } from "./renewer.ts";
import { monotonicMs } from "./slots.ts";

/** How often due retries, expired runs and lost workers are looked for: what bounds recovery to the lease + 1 s. */
const TEND_MS = 1_000;
/** A worker obeys and hears of cancelled runs at least this often, however long its lease is. */
const LONGEST_BEAT_MS = 5_000;
/** Without any answer of the database for this long the worker ends, so that whoever supervises it starts another. */
const SILENCE_MS = 30_000;

export interface KeeperParts {
  readonly engine: Engine;
  readonly identities: Identities;
  readonly state: () => WorkerState;
  readonly onWanted: (wanted: WantedState) => void;
  readonly onFatal: (error: unknown) => void;
}

/** Keeps the worker's leases, learns what is wanted of it, and does what some worker must do now and then. */
export class Keeper {
  readonly #options: WorkerOptions;
  readonly #parts: KeeperParts;
  #timer: NodeJS.Timeout | undefined;
  #nextBeatAt = 0;
  #nextTendAt = 0;
  #working: Promise<void> | undefined;
  #again = false;
  #closed = false;
  readonly #renewer: Renewer | undefined;

  constructor(options: WorkerOptions, parts: KeeperParts) {
    this.#options = options;
    this.#parts = parts;
    this.#renewer =
      options.inline && options.renewer !== undefined ? new Renewer(options.renewer, options.leaseMs) : undefined;
  }

  /** Tells the thread that renews while this one is blocked. Called often. */
  brief(): void {
    const { identities, engine } = this.#parts;
    this.#renewer?.tell(
      identities.all.map(({ workerId }) => workerId),
      engine.firstDeadline,
    );
  }

  start(): void {
    this.#nextBeatAt = monotonicMs() + this.#beatMs;
    this.#schedule();
  }

  /** Somebody wants something of this worker, or has cancelled a run. */
  beatNow(): void {
    this.#nextBeatAt = 0;
    this.#tick();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#working;
    await this.#renewer?.close();
  }

  get #beatMs(): number {
    return Math.min(this.#options.leaseMs / 3, LONGEST_BEAT_MS);
  }

  #schedule(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    const at = Math.min(this.#nextBeatAt, this.#nextTendAt);
    this.#timer = setTimeout(() => this.#tick(), Math.max(10, at - monotonicMs()));
  }

  #tick(): void {
    if (this.#closed) return;
    if (this.#working !== undefined) {
      this.#again = true;
      return;
    }
    this.#working = this.#work()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#working = undefined;
        if (this.#again) {
          this.#again = false;
          this.#tick();
        } else this.#schedule();
      });
  }

  async #work(): Promise<void> {
    const now = monotonicMs();
    if (now >= this.#nextBeatAt) {
      this.#nextBeatAt = now + this.#beatMs;
      await this.#beat();
    }
    if (now >= this.#nextTendAt) {
      this.#nextTendAt = now + TEND_MS;
      await this.#tend();
    }
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
    engine.lastAnswerAt = monotonicMs();
    for (const identity of mine) if (!alive.has(identity.workerId)) engine.lose(identity);
    if (stoppedRuns.length > 0) engine.stopRuns(stoppedRuns);
    if (wanted !== null) onWanted(wanted);
  }

  async #tend(): Promise<void> {
    const { engine, identities } = this.#parts;
    if (identities.current === undefined && this.#parts.state() !== "stopped") {
      await identities.renew();
      engine.forgetWaiting();
      engine.wake();
    }
    await identities.settle();
    const { promoted, expired, recovered } = await this.#options.store.tend();
    engine.lastAnswerAt = monotonicMs();
    for (const { worker, runId, status } of recovered) {
      this.#options.logger.warn("took back a job of a worker that is gone", { worker, runId, status });
    }
    if (expired > 0) this.#nextBeatAt = 0;
    if (promoted > 0 || recovered.length > 0) engine.wake();
  }

  #failed(error: unknown): void {
    const { engine, onFatal } = this.#parts;
    this.#nextTendAt = monotonicMs() + TEND_MS;
    if (!(error instanceof OrchexError)) {
      onFatal(error);
      return;
    }
    const silence = monotonicMs() - engine.lastAnswerAt;
    this.#options.logger.warn("the worker's heartbeat failed; trying again", { error: error.message });
    // A beat that failed is due again at once: the lease goes on running out meanwhile.
    this.#nextBeatAt = Math.min(this.#nextBeatAt, monotonicMs() + TEND_MS);
    if (silence > SILENCE_MS) onFatal(error);
    else void this.#revive();
  }

  async #revive(): Promise<void> {
    try {
      await this.#options.revive?.();
    } catch {
      // The next beat fails too, and says so.
    }
  }
}
