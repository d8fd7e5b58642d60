import type { Outcome } from "./assignment.ts";
import type { Endings } from "./endings.ts";
import type { Executor, Orphan } from "./executor.ts";
import type { Ending, Held } from "./held.ts";
import type { Identity } from "./identities.ts";
import type { Pace } from "./pace.ts";
import { monotonicMs, type Slots } from "./slots.ts";

/** A job that a thread has not begun by then is given back. */
const BEGIN_WITHIN_MS = 1_000;
/** What a body has to end by itself once its signal is aborted. */
const ABORT_GRACE_MS = 1_000;

export interface BodiesParts {
  readonly executor: Executor;
  readonly slots: Slots;
  readonly pace: Pace;
  readonly endings: Endings;
}

/** The bodies in hand, from the executor's taking a job to its end, whoever brings that about. */
export class Bodies {
  readonly #parts: BodiesParts;
  readonly #held = new Map<number, Held>();

  constructor(parts: BodiesParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#held.size;
  }

  get runs(): string[] {
    return [...new Set(Array.from(this.#held.values(), ({ job }) => job.runId))];
  }

  get tokens(): ReadonlySet<string> {
    return new Set(Array.from(this.#held.values(), ({ job }) => job.token));
  }

  /** The monotonic milliseconds at which the first of them must have ended; Infinity for none. */
  get firstDeadline(): number {
    const now = monotonicMs();
    let first = Infinity;
    for (const { slot, timeoutMs } of this.#held.values()) {
      first = Math.min(first, (this.#parts.slots.begunAt(slot) ?? now) + timeoutMs);
    }
    return first;
  }

  add(held: Held): void {
    this.#held.set(held.slot, held);
  }

  outcomes(outcomes: readonly Outcome[]): void {
    const { endings, pace } = this.#parts;
    for (const outcome of outcomes) {
      const held = this.#held.get(outcome.slot);
      if (held?.generation !== outcome.generation) continue;
      this.#drop(held);
      pace.record(held.task, outcome.ms);
      if (held.ending !== undefined) endings.end(held, held.ending, outcome.ms);
      else if (outcome.ok) endings.succeed(held, outcome);
      else endings.fail(held, { outcome: "failed", error: outcome.text }, outcome);
    }
  }

  /** Bodies that ended with their thread: the ones that made it end, or were ended, and their innocent neighbours. */
  orphans(orphans: readonly Orphan[]): void {
    const { endings } = this.#parts;
    for (const { slot, begun, error } of orphans) {
      const held = this.#held.get(slot);
      if (held === undefined) continue;
      this.#drop(held);
      if (held.ending !== undefined) endings.end(held, held.ending);
      else if (begun && error !== null) {
        endings.fail(held, { outcome: "failed", error: `the thread ended while this task ran: ${error}` });
      } else endings.giveBack(held);
    }
  }

  /** Looks after them: what was never begun, what takes too long, what does not end when asked to. */
  sweep(): void {
    const { slots } = this.#parts;
    const now = monotonicMs();
    for (const held of this.#held.values()) {
      if (held.ending !== undefined) {
        this.#force(held, held.ending, now);
        continue;
      }
      const begunAt = slots.begunAt(held.slot);
      if (begunAt === null) {
        if (now - held.since > BEGIN_WITHIN_MS) this.#recall(held);
      } else if (now - begunAt > held.timeoutMs) {
        this.#ask(held, "timed-out", `Task exceeded timeout of ${held.timeoutMs / 1000} seconds`);
      }
    }
  }

  /** Ends the bodies of runs that were cancelled or took too long. */
  stopRuns(runIds: readonly string[]): void {
    const stopped = new Set(runIds);
    for (const held of this.#held.values()) {
      if (stopped.has(held.job.runId) && !this.#recall(held)) this.#ask(held, "cancelled", "the run was cancelled");
    }
  }

  /** Ends the bodies whose jobs belong to others now. What of them is in nobody's hands is let go. */
  lose(identity: Identity): void {
    const tokens = new Set(identity.tokens);
    for (const held of this.#held.values()) {
      tokens.delete(held.job.token);
      if (held.identity === identity) this.#ask(held, "lost", "the worker lost its lease");
    }
    for (const token of tokens) identity.letGo(token);
  }

  /** Gives back what has not begun; with `force` ends what has. */
  giveUp(force: boolean): void {
    for (const held of this.#held.values()) {
      if (!this.#recall(held) && force) this.#ask(held, "released", "the worker is stopping");
    }
  }

  /** Takes a job back that its thread has not begun, and gives it back to the ledger. */
  #recall(held: Held): boolean {
    const { slots, endings } = this.#parts;
    if (!slots.recall(held.slot)) return false;
    this.#drop(held);
    endings.giveBack(held);
    return true;
  }

  #ask(held: Held, kind: Ending["kind"], error: string): void {
    if (held.ending !== undefined) return;
    held.ending = { kind, error, since: monotonicMs(), forced: false };
    this.#parts.executor.abort(held.slot, error);
  }

  /** Ends a body that was asked to end and did not. */
  #force(held: Held, ending: Ending, now: number): void {
    if (ending.forced || now - ending.since < ABORT_GRACE_MS) return;
    ending.forced = true;
    // Where code cannot be ended its verdict stands all the same, and what it still does is refused.
    if (this.#parts.executor.terminate(held.slot)) return;
    this.#drop(held);
    this.#parts.endings.end(held, ending);
  }

  #drop(held: Held): void {
    this.#held.delete(held.slot);
    this.#parts.executor.settle(held.slot);
    this.#parts.slots.free(held.slot);
  }
}
