import { OrchexError } from "../dag/error.ts";
import type { ClaimedJob, Completion, JobKey, Step } from "../store/store.ts";
import type { Counts } from "./counts.ts";
import type { Identities, Identity } from "./identities.ts";
import { messageOf } from "./messageOf.ts";
import type { WorkerOptions } from "./options.ts";
import type { Owned } from "./owned.ts";
import { refusesData } from "./refusesData.ts";
import { monotonicMs } from "./slots.ts";

/**
 * Steps on their way at once: the second only for bulk, so that a trickle of completions still travels in batches, and
 * what has just become ready is not looked for twice.
 */
const MOST_STEPS = 2;
const MOST_CLAIMS = 400;
const MOST_COMPLETIONS = 500;
const BULK = 100;
/** A look at all there is that takes as long as this is dear: it passes over what an old transaction keeps from being cleaned away. */
const DEAR_MS = 50;
/** How much longer than a dear look it takes until the next one, and the most that this may be. */
const DEAR_PAUSE = 10;
const LONGEST_PAUSE_MS = 10_000;
const SHORTEST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;

/** A result on its way to the ledger. */
export interface OwnCompletion extends Completion, Owned {
  /** Some task requires it. */
  readonly required: boolean;
}

export interface StepsParts {
  readonly identities: Identities;
  readonly counts: Counts;
  /** Jobs that could be taken now, had no step asked for any. */
  readonly room: () => number;
  readonly unknown: () => Step["unknown"];
  readonly onJobs: (jobs: readonly ClaimedJob[], identity: Identity) => void;
  /** The database refuses this result, whoever sends it. */
  readonly onPoison: (completion: OwnCompletion, error: string) => void;
  /** The ledger has this result. */
  readonly onStored: (completion: OwnCompletion) => void;
  readonly onLost: (identity: Identity) => void;
  readonly onFatal: (error: unknown) => void;
}

/** The worker's steps: each sends results and brings the next jobs. */
export class Steps {
  readonly #options: WorkerOptions;
  readonly #parts: StepsParts;
  #completions: OwnCompletion[] = [];
  #steps = 0;
  #reserved = 0;
  #hungry = true;
  /** The last step that claimed brought as many jobs as it asked for. */
  #backlog = false;
  /** Nothing that this worker could claim is known to stand before it in the order of claims. */
  #from = 0;
  /** When it last looked at all there is, and how long that took. */
  #looked = { at: -Infinity, ms: 0 };
  #wakes = 0;
  /** How often it had been woken when a step was sent last. */
  #wakesSent = 0;
  #claiming = true;
  #waiting = false;
  #retryAt = 0;
  #retryDelayMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: WorkerOptions, parts: StepsParts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** Results that are not stored yet, and on no way. */
  get completions(): number {
    return this.#completions.length;
  }

  get onTheirWay(): number {
    return this.#steps;
  }

  get claiming(): boolean {
    return this.#claiming;
  }

  set claiming(claiming: boolean) {
    this.#claiming = claiming;
    if (claiming) this.wake();
  }

  /** There may be something to claim. */
  wake(): void {
    this.#hungry = true;
    this.#lookAtAll();
    this.pump();
  }

  /** Something may have become claimable wherever it stands. While looking is dear that can wait for a later poll. */
  #lookAtAll(): void {
    this.#wakes += 1;
    const { at, ms } = this.#looked;
    const pauseMs = ms < DEAR_MS ? 0 : Math.min(ms * DEAR_PAUSE, LONGEST_PAUSE_MS);
    if (monotonicMs() - at >= pauseMs) this.#from = 0;
  }

  /** A new registration has not asked for anything yet. */
  forgetWaiting(): void {
    this.#waiting = false;
    this.#lookAtAll();
  }

  /** Goes with the next step. */
  complete(completion: OwnCompletion): void {
    this.#completions.push(completion);
  }

  /** No step more. What is on its way is left to itself. */
  close(): void {
    this.#retryAt = Infinity;
    clearTimeout(this.#timer);
  }

  /** No step for a moment, a longer one each time until the database answers. */
  backOff(): void {
    if (this.#retryAt === Infinity) return;
    this.#hungry = true;
    this.#retryDelayMs = Math.min(Math.max(this.#retryDelayMs * 2, SHORTEST_DELAY_MS), LONGEST_DELAY_MS);
    this.#retryAt = monotonicMs() + this.#retryDelayMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.pump(), this.#retryDelayMs + 1);
  }

  /** Starts as many steps as make sense now. */
  pump(): void {
    while (this.#steps < MOST_STEPS && monotonicMs() >= this.#retryAt) {
      const identity = this.#claiming ? this.#parts.identities.current : undefined;
      const room = identity === undefined ? 0 : this.#parts.room() - this.#reserved;
      const limit = Math.max(0, Math.min(room, MOST_CLAIMS));
      const claims = this.#hungry && limit > 0;
      const completions = this.#completions.length;
      if (completions === 0 && !claims) return;
      const more = this.#backlog || this.#wakes !== this.#wakesSent;
      if (this.#steps > 0 && completions < BULK && !(claims && limit >= BULK && more)) return;
      void this.#step(identity, limit);
    }
  }

  async #step(identity: Identity | undefined, limit: number): Promise<void> {
    const { unknown, onJobs, onLost } = this.#parts;
    const completions = this.#completions.splice(0, MOST_COMPLETIONS);
    // What it frees itself may stand anywhere.
    const frees = completions.some(({ required }) => required);
    if (frees) this.#lookAtAll();
    const from = this.#from;
    const wakes = this.#wakes;
    this.#wakesSent = wakes;
    const mark = limit > 0 ? identity?.beginStep() : undefined;
    const sentAt = monotonicMs();
    this.#steps += 1;
    this.#reserved += limit;
    try {
      const { jobs, reach, refused, lost } = await this.#options.store.step({
        workerId: identity?.workerId ?? 0,
        completions,
        dagIds: identity?.dagIds ?? [],
        limit: identity === undefined ? 0 : limit,
        from,
        unknown: unknown(),
      });
      this.#retryDelayMs = 0;
      this.#stored(completions, refused);
      if (limit > 0) this.#backlog = jobs.length === limit;
      const at = monotonicMs();
      if (limit > 0 && from === 0) this.#looked = { at, ms: at - sentAt };
      // Another step may have gone past what this one has freed and not claimed.
      if (frees && jobs.length === limit) this.#lookAtAll();
      if (limit > 0 && wakes === this.#wakes) {
        this.#hungry = this.#backlog || from > 0;
        this.#from = this.#backlog ? Math.max(from, reach) : 0;
      }
      if (identity !== undefined) {
        if (lost) onLost(identity);
        for (const { token } of jobs) identity.hold(token);
        if (limit > 0) this.#setWaiting(identity, jobs.length, limit);
        onJobs(jobs, identity);
      }
    } catch (error) {
      if (mark !== undefined) identity?.doubt(mark);
      this.#lookAtAll();
      this.#failed(error, completions, limit > 0 ? identity : undefined);
    } finally {
      if (mark !== undefined) identity?.endStep(mark);
      this.#steps -= 1;
      this.#reserved -= limit;
      this.pump();
    }
  }

  #stored(completions: readonly OwnCompletion[], refused: readonly JobKey[]): void {
    const { counts, onStored } = this.#parts;
    const not = new Set(refused.map(({ runId, taskNo }) => `${runId} ${taskNo}`));
    counts.refused += not.size;
    for (const completion of completions) {
      completion.identity.letGo(completion.token);
      if (!not.has(`${completion.runId} ${completion.taskNo}`)) onStored(completion);
    }
  }

  /** The answer is lost, not necessarily the commit: completions are sent again, the claims left under the old id. */
  #failed(error: unknown, completions: OwnCompletion[], identity: Identity | undefined): void {
    const { identities, onFatal, onPoison } = this.#parts;
    identities.retire(identity);
    if (refusesData(error)) {
      if (completions.length > 1) {
        // One of them is refused by the database itself: find it by halves, so that the others are stored.
        const half = Math.ceil(completions.length / 2);
        this.#completions.unshift(...completions.slice(half));
        void this.#completeOnly(completions.slice(0, half));
        return;
      }
      const [poison] = completions;
      if (poison !== undefined) {
        onPoison(poison, messageOf(error));
        return;
      }
    }
    this.#completions.unshift(...completions);
    this.backOff();
    this.#options.logger.warn("the database does not answer; trying again", {
      error: messageOf(error),
      inMs: this.#retryDelayMs,
    });
    if (error instanceof OrchexError && FATAL_CODES.has(error.code)) onFatal(error);
  }

  async #completeOnly(completions: OwnCompletion[]): Promise<void> {
    this.#steps += 1;
    try {
      const { refused } = await this.#options.store.step({
        workerId: 0,
        completions,
        dagIds: [],
        limit: 0,
        unknown: [],
      });
      this.#stored(completions, refused);
      this.#lookAtAll();
    } catch (error) {
      this.#failed(error, completions, undefined);
    } finally {
      this.#steps -= 1;
      this.pump();
    }
  }

  /** Asks for a NOTIFY while there is nothing to claim, and does without one under load, when it would only cost. */
  #setWaiting(identity: Identity, claimed: number, limit: number): void {
    const waiting =
      claimed === 0 ? true : claimed === limit && limit >= this.#options.concurrency ? false : this.#waiting;
    if (waiting === this.#waiting) return;
    this.#waiting = waiting;
    this.#options.store.setWaiting(identity.workerId, waiting).then(
      // Something may have become ready just before the wish was known.
      () => (waiting ? this.wake() : undefined),
      () => {
        this.#waiting = !waiting;
      },
    );
  }
}

/** With these no later try can succeed. */
const FATAL_CODES = new Set([
  "database.schema-missing",
  "database.schema-older",
  "database.schema-newer",
  "database.rights",
]);
