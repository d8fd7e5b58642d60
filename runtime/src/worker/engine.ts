import type { Outcome } from "./assignment.ts";
import { Bodies } from "./bodies.ts";
import { zeroCounts } from "./counts.ts";
import { Endings } from "./endings.ts";
import type { Executor, Orphan } from "./executor.ts";
import { Hydrator } from "./hydrator.ts";
import type { Identities, Identity } from "./identities.ts";
import { Intake } from "./intake.ts";
import type { WorkerOptions } from "./options.ts";
import { Pace } from "./pace.ts";
import { Skips } from "./skips.ts";
import type { Slots } from "./slots.ts";
import { Steps } from "./steps.ts";

/** Fewer than there are slots. */
const MOST_HELD = 4000;

export interface EngineParts {
  readonly executor: Executor;
  readonly slots: Slots;
  readonly identities: Identities;
  readonly onFatal: (error: unknown) => void;
  /** Bodies are about to run, and may block this thread. */
  readonly beforeSubmit: () => void;
  /** A retry is stored that is due after these milliseconds. */
  readonly onRetry: (delayMs: number) => void;
}

/**
 * What one worker does with jobs: steps bring them, the intake hands them to the executor, bodies are looked after, and
 * endings are told to the ledger. It decides nothing by the code's own graph: edges, timeouts and attempts are those of
 * each run's snapshot.
 */
export class Engine {
  readonly counts = zeroCounts();

  readonly #options: WorkerOptions;
  readonly #identities: Identities;
  readonly #steps: Steps;
  readonly #endings: Endings;
  readonly #bodies: Bodies;
  readonly #skips: Skips;
  readonly #intake: Intake;

  constructor(options: WorkerOptions, parts: EngineParts) {
    const { executor, slots, identities, onFatal, beforeSubmit, onRetry } = parts;
    const { counts } = this;
    const hydrator = new Hydrator(options.store);
    const pace = new Pace(options.concurrency);
    const onStored = () => this.wake();
    this.#options = options;
    this.#identities = identities;
    this.#steps = new Steps(options, {
      identities,
      counts,
      room: () => {
        const coming = this.#intake.hydrating + this.#skips.skipping;
        return Math.min(executor.capacity(pace.ahead), MOST_HELD - this.#bodies.size) - coming;
      },
      unknown: () => this.#skips.unknown,
      onJobs: (jobs, identity) => this.#intake.accept(jobs, identity),
      onPoison: (completion, error) => this.#endings.bury(completion, error),
      onStored: ({ runId, taskNo, result, required }) => {
        if (required) hydrator.remember(runId, taskNo, result);
      },
      onLost: (identity) => this.lose(identity),
      onFatal,
    });
    this.#endings = new Endings(options, {
      counts,
      onSuccess: (completion) => this.#steps.complete(completion),
      onStored,
      onRetry,
    });
    this.#bodies = new Bodies({ executor, slots, pace, endings: this.#endings });
    this.#skips = new Skips(options, { counts, endings: this.#endings, onStored });
    this.#intake = new Intake(options, {
      executor,
      slots,
      counts,
      hydrator,
      bodies: this.#bodies,
      endings: this.#endings,
      skips: this.#skips,
      claiming: () => this.#steps.claiming,
      isBrief: (task) => pace.isBrief(task),
      beforeSubmit,
      onReady: () => this.#steps.pump(),
      onTrouble: () => this.#steps.backOff(),
    });
  }

  /** Asks nothing of the ledger any more, whatever is in hand. */
  close(): void {
    this.#steps.close();
    this.#endings.close();
  }

  /** There may be something to claim. */
  wake(): void {
    this.#steps.wake();
  }

  /** Claim or not, from now on. What is in hand goes on. */
  set claiming(claiming: boolean) {
    this.#steps.claiming = claiming;
  }

  /** Whether an answer is on its way, or `holding`. */
  get busy(): boolean {
    return this.#steps.onTheirWay > 0 || this.holding;
  }

  /** Whether some job is in hand, or its end is not stored yet. */
  get holding(): boolean {
    const taken = this.#intake.hydrating + this.#skips.skipping + this.#bodies.size;
    return taken + this.#steps.completions + this.#endings.size > 0;
  }

  get heldRuns(): string[] {
    return this.#bodies.runs;
  }

  /** The monotonic milliseconds at which the first of the bodies in hand must have ended; Infinity for none. */
  get firstDeadline(): number {
    return this.#bodies.firstDeadline;
  }

  /** Looks again at tasks that its code did not know: the code is new, or whoever knew them may be gone. */
  forgetUnknown(): void {
    if (this.#skips.forget()) this.wake();
  }

  /** A new registration has not asked for anything yet. */
  forgetWaiting(): void {
    this.#steps.forgetWaiting();
  }

  outcomes(outcomes: readonly Outcome[]): void {
    this.#bodies.outcomes(outcomes);
    this.#steps.pump();
  }

  orphans(orphans: readonly Orphan[]): void {
    this.#bodies.orphans(orphans);
    this.#steps.pump();
  }

  /** Looks after what is in hand. Called often. */
  sweep(): void {
    this.#bodies.sweep();
  }

  /** Ends the bodies of runs that were cancelled or took too long. */
  stopRuns(runIds: readonly string[]): void {
    this.#bodies.stopRuns(runIds);
  }

  /** The registration's lease has ended: its jobs belong to others, or soon will. */
  lose(identity: Identity): void {
    if (identity.lost) return;
    identity.lost = true;
    this.#identities.retire(identity);
    this.#options.logger.warn("this worker lost its lease; its jobs go to others", { jobs: identity.jobs });
    this.#bodies.lose(identity);
  }

  /** Gives back what has not begun; with `force` ends what has. */
  giveUp(force: boolean): void {
    this.#bodies.giveUp(force);
  }
}
