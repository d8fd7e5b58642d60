import { OrchexError } from "../dag/error.ts";
import { decide } from "../run/decide.ts";
import type { ClaimedJob, Completion, Failure, JobClaim } from "../store/store.ts";
import type { Definition, Outcome } from "./assignment.ts";
import type { Executor, Orphan } from "./executor.ts";
import type { Ending, Held } from "./held.ts";
import { Hydrator, type Ready } from "./hydrator.ts";
import type { Identities, Identity } from "./identities.ts";
import { Outbox } from "./outbox.ts";
import type { WorkerEvent, WorkerOptions } from "./options.ts";
import { Pace } from "./pace.ts";
import { monotonicMs, type Slots } from "./slots.ts";
import type { PlannedTask } from "./snapshotPlan.ts";

/** Steps on their way at once: the second only for bulk, so that a trickle of completions still travels in batches. */
const MOST_STEPS = 2;
const MOST_CLAIMS = 400;
const MOST_COMPLETIONS = 500;
const BULK = 100;
/** Fewer than there are slots. */
const MOST_HELD = 4000;

/** A job that a thread has not begun by then is given back. */
const BEGIN_WITHIN_MS = 1_000;
/** What a body has to end by itself once its signal is aborted. */
const ABORT_GRACE_MS = 1_000;

/** A write about a job, with the registration it was claimed under. */
interface Owned {
  readonly identity: Identity;
}

export interface EngineCounts {
  claimed: number;
  succeeded: number;
  failed: number;
  dead: number;
  skipped: number;
  cancelled: number;
  released: number;
  refused: number;
}

/**
 * What one worker does with jobs: claims them, hands them to the executor, and tells the ledger what became of them.
 * It decides nothing by the code's own graph: edges, timeouts and attempts are those of each run's snapshot.
 */
export class Engine {
  readonly counts: EngineCounts = {
    claimed: 0,
    succeeded: 0,
    failed: 0,
    dead: 0,
    skipped: 0,
    cancelled: 0,
    released: 0,
    refused: 0,
  };
  /** Monotonic milliseconds of the last answer of the database. */
  lastAnswerAt = monotonicMs();

  readonly #options: WorkerOptions;
  readonly #executor: Executor;
  readonly #slots: Slots;
  readonly #identities: Identities;
  readonly #hydrator: Hydrator;
  readonly #pace: Pace;
  readonly #held = new Map<number, Held>();
  readonly #definitions = new Map<PlannedTask, Definition>();
  readonly #failures: Outbox<Failure & Owned>;
  readonly #releases: Outbox<JobClaim & Owned>;
  readonly #onFatal: (error: unknown) => void;
  readonly #beforeSubmit: () => void;
  #completions: (Completion & Owned)[] = [];
  #steps = 0;
  #reserved = 0;
  #hydrating = 0;
  #hungry = true;
  #wakes = 0;
  #claiming = true;
  #waiting = false;
  #retryAt = 0;
  #retryDelayMs = 0;
  /** Tasks that the code does not know, by snapshot. */
  #unknown: { readonly snapshotId: number; readonly taskNo: number }[] = [];

  constructor(
    options: WorkerOptions,
    parts: {
      executor: Executor;
      slots: Slots;
      identities: Identities;
      onFatal: (error: unknown) => void;
      /** Bodies are about to run, and may block this thread. */
      beforeSubmit: () => void;
      /** A retry is stored that is due after these milliseconds. */
      onRetry: (delayMs: number) => void;
    },
  ) {
    this.#options = options;
    this.#executor = parts.executor;
    this.#slots = parts.slots;
    this.#identities = parts.identities;
    this.#onFatal = parts.onFatal;
    this.#beforeSubmit = parts.beforeSubmit;
    this.#hydrator = new Hydrator(options.store);
    this.#pace = new Pace(options.concurrency);
    const { store, logger } = options;
    const again = (what: string) => (error: unknown) => {
      logger.warn(`${what} could not be stored yet`, { error: messageOf(error) });
      return true;
    };
    this.#failures = new Outbox(async (items) => {
      const refused = await store.fail(items);
      this.#answered();
      for (const item of items) item.identity.letGo(item.token);
      this.counts.refused += refused.length;
      parts.onRetry(Math.min(...items.map((item) => (item.dead ? Infinity : item.delayMs))));
      this.wake();
    }, again("failed attempts"));
    this.#releases = new Outbox(async (items) => {
      await store.release(items);
      this.#answered();
      for (const item of items) item.identity.letGo(item.token);
      this.wake();
    }, again("released jobs"));
  }

  /** There may be something to claim. */
  wake(): void {
    this.#hungry = true;
    this.#wakes += 1;
    this.pump();
  }

  /** Claim or not, from now on. What is in hand goes on. */
  set claiming(claiming: boolean) {
    this.#claiming = claiming;
    if (claiming) this.wake();
  }

  /** Whether an answer is on its way, or `holding`. */
  get busy(): boolean {
    return this.#steps > 0 || this.holding;
  }

  /** Whether some job is in hand, or its end is not stored yet. */
  get holding(): boolean {
    return (
      this.#held.size > 0 ||
      this.#hydrating > 0 ||
      this.#completions.length > 0 ||
      this.#failures.size > 0 ||
      this.#releases.size > 0
    );
  }

  get heldRuns(): string[] {
    return [...new Set(Array.from(this.#held.values(), ({ job }) => job.runId))];
  }

  /** The monotonic milliseconds at which the first of the bodies in hand must have ended; Infinity for none. */
  get firstDeadline(): number {
    const now = monotonicMs();
    let first = Infinity;
    for (const { slot, timeoutMs } of this.#held.values()) {
      first = Math.min(first, (this.#slots.begunAt(slot) ?? now) + timeoutMs);
    }
    return first;
  }

  /** Looks again at tasks that its code did not know: the code is new, or whoever knew them may be gone. */
  forgetUnknown(): void {
    if (this.#unknown.length === 0) return;
    this.#unknown = [];
    this.wake();
  }

  /** Starts as many steps as make sense now. */
  pump(): void {
    while (this.#steps < MOST_STEPS && monotonicMs() >= this.#retryAt) {
      const identity = this.#claiming ? this.#identities.current : undefined;
      const room =
        identity === undefined ? 0 : this.#executor.capacity(this.#pace.ahead) - this.#hydrating - this.#reserved;
      const limit = Math.min(
        room,
        MOST_CLAIMS,
        Math.max(0, MOST_HELD - this.#held.size - this.#hydrating - this.#reserved),
      );
      const claims = this.#hungry && limit > 0;
      const completions = this.#completions.length;
      if (completions === 0 && !claims) return;
      if (this.#steps > 0 && completions < BULK && !(claims && limit >= BULK)) return;
      void this.#step(identity, Math.max(limit, 0));
    }
  }

  async #step(identity: Identity | undefined, limit: number): Promise<void> {
    const completions = this.#completions.splice(0, MOST_COMPLETIONS);
    const wakes = this.#wakes;
    const mark = limit > 0 ? identity?.beginStep() : undefined;
    this.#steps += 1;
    this.#reserved += limit;
    try {
      const { jobs, refused, lost } = await this.#options.store.step({
        workerId: identity?.workerId ?? 0,
        completions,
        dagIds: identity?.dagIds ?? [],
        limit: identity === undefined ? 0 : limit,
        unknown: this.#unknown,
      });
      this.#answered();
      for (const { identity: owner, token } of completions) owner.letGo(token);
      for (const { runId } of refused) this.#hydrator.forget(runId);
      this.counts.refused += refused.length;
      if (limit > 0 && jobs.length < limit && wakes === this.#wakes) this.#hungry = false;
      if (identity !== undefined) {
        if (lost) this.lose(identity);
        for (const { token } of jobs) identity.hold(token);
        if (limit > 0) this.#setWaiting(identity, jobs.length, limit);
        this.#accept(jobs, identity);
      }
    } catch (error) {
      if (mark !== undefined) identity?.doubt(mark);
      this.#stepFailed(error, completions, limit > 0 ? identity : undefined);
    } finally {
      if (mark !== undefined) identity?.endStep(mark);
      this.#steps -= 1;
      this.#reserved -= limit;
      this.pump();
    }
  }

  /** The answer is lost, not necessarily the commit: completions are sent again, the claims left under the old id. */
  #stepFailed(error: unknown, completions: (Completion & Owned)[], identity: Identity | undefined): void {
    this.#identities.retire(identity);
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
        this.#failures.add([{ ...poison, error: messageOf(error), outcome: "failed", dead: true, delayMs: 0 }]);
        return;
      }
    }
    this.#completions.unshift(...completions);
    this.#hungry = true;
    this.#retryDelayMs = Math.min(Math.max(this.#retryDelayMs * 2, 100), 5_000);
    this.#retryAt = monotonicMs() + this.#retryDelayMs;
    setTimeout(() => this.pump(), this.#retryDelayMs + 1);
    this.#options.logger.warn("the database does not answer; trying again", {
      error: messageOf(error),
      inMs: this.#retryDelayMs,
    });
    if (error instanceof OrchexError && FATAL_CODES.has(error.code)) this.#onFatal(error);
  }

  async #completeOnly(completions: (Completion & Owned)[]): Promise<void> {
    this.#steps += 1;
    try {
      await this.#options.store.step({ workerId: 0, completions, dagIds: [], limit: 0, unknown: [] });
      for (const { identity, token } of completions) identity.letGo(token);
    } catch (error) {
      this.#stepFailed(error, completions, undefined);
    } finally {
      this.#steps -= 1;
      this.pump();
    }
  }

  #answered(): void {
    this.lastAnswerAt = monotonicMs();
    this.#retryDelayMs = 0;
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

  /** A new registration has not asked for anything yet. */
  forgetWaiting(): void {
    this.#waiting = false;
  }

  #accept(jobs: readonly ClaimedJob[], identity: Identity): void {
    if (jobs.length === 0) return;
    this.counts.claimed += jobs.length;
    if (this.#turnedAway(jobs, identity)) return;
    const { ready, missing } = this.#hydrator.prepare(jobs);
    this.#submit(ready, identity);
    if (missing.length === 0) return;
    this.#hydrating += missing.length;
    this.#hydrator.load(missing).then(
      (loaded) => {
        this.#hydrating -= missing.length;
        this.#answered();
        if (!this.#turnedAway(missing, identity)) this.#submit(loaded, identity);
        this.pump();
      },
      (error: unknown) => {
        this.#hydrating -= missing.length;
        this.#options.logger.warn("inputs could not be loaded; giving the jobs back", { error: messageOf(error) });
        this.#releases.add(missing.map((job) => ({ ...job, identity })));
      },
    );
  }

  /** A claim that was on its way when the worker was paused or told to end: what it brings is given back unbegun. */
  #turnedAway(jobs: readonly ClaimedJob[], identity: Identity): boolean {
    if (this.#claiming) return false;
    this.counts.released += jobs.length;
    this.#releases.add(jobs.map((job) => ({ ...job, identity })));
    return true;
  }

  #submit(ready: readonly Ready[], identity: Identity): void {
    const definitions = new Set<Definition>();
    const unknown: Ready[] = [];
    const now = monotonicMs();
    const assignments = [];
    for (const one of ready) {
      const { job, task } = one;
      if (this.#executor.registry[task.dag]?.includes(task.name) !== true) {
        unknown.push(one);
        continue;
      }
      const { slot, generation } = this.#slots.take();
      const definition = this.#definitionOf(task);
      definitions.add(definition);
      const timeoutMs =
        task.policy.timeoutMs === undefined ? this.#options.taskTimeoutMs : (task.policy.timeoutMs ?? Infinity);
      this.#held.set(slot, { slot, generation, job, task, identity, since: now, timeoutMs, ending: undefined });
      assignments.push({
        slot,
        generation,
        definition: definition.number,
        runId: job.runId,
        attempt: job.attempts,
        failures: job.failures,
        token: job.token,
        inputs: one.inputs,
        runInputs: one.runInputs,
        metadata: one.metadata,
      });
      if (this.#options.onEvent !== undefined) this.#tell("started", job, task);
    }
    if (assignments.length > 0) {
      this.#beforeSubmit();
      this.#executor.submit([...definitions], assignments);
    }
    if (unknown.length > 0) void this.#skip(unknown, identity);
  }

  #definitionOf(task: PlannedTask): Definition {
    let definition = this.#definitions.get(task);
    if (definition === undefined) {
      definition = {
        number: this.#definitions.size,
        dag: task.dag,
        task: task.name,
        maxAttempts: task.policy.maxAttempts ?? this.#options.maxAttempts,
      };
      this.#definitions.set(task, definition);
    }
    return definition;
  }

  /** Skips what is no longer in any code; what another worker may know is given back, and not claimed again here. */
  async #skip(unknown: readonly Ready[], identity: Identity): Promise<void> {
    const jobs = unknown.map(({ job }) => job);
    let skipped: ReadonlySet<string>;
    try {
      skipped = new Set(
        (await this.#options.store.skip(identity.workerId, jobs)).map((key) => `${key.runId} ${key.taskNo}`),
      );
    } catch {
      skipped = new Set();
    }
    const back: (JobClaim & Owned)[] = [];
    for (const { job, task } of unknown) {
      if (skipped.has(`${job.runId} ${job.taskNo}`)) {
        identity.letGo(job.token);
        this.counts.skipped += 1;
        this.#options.logger.warn("skipped a task that is in the snapshot but no longer in code", {
          runId: job.runId,
          dag: task.dag,
          task: task.name,
        });
        this.#tell("skipped", job, task);
        continue;
      }
      if (!this.#unknown.some((known) => known.snapshotId === job.snapshotId && known.taskNo === job.taskNo)) {
        this.#unknown.push({ snapshotId: job.snapshotId, taskNo: job.taskNo });
        this.#options.logger.warn("this worker's code does not know a task; leaving it to another worker", {
          dag: task.dag,
          task: task.name,
        });
      }
      back.push({ ...job, identity });
    }
    if (back.length > 0) this.#releases.add(back);
    this.wake();
  }

  outcomes(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      const held = this.#held.get(outcome.slot);
      if (held?.generation !== outcome.generation) continue;
      this.#drop(held);
      this.#pace.record(outcome.ms);
      if (held.ending !== undefined) this.#end(held, held.ending, outcome.ms);
      else if (outcome.ok) this.#succeed(held, outcome);
      else this.#fail(held, { outcome: "failed", error: outcome.text }, outcome);
    }
    this.pump();
  }

  /** Bodies that ended with their thread: the ones that made it end, or were ended, and their innocent neighbours. */
  orphans(orphans: readonly Orphan[]): void {
    for (const { slot, begun, error } of orphans) {
      const held = this.#held.get(slot);
      if (held === undefined) continue;
      this.#drop(held);
      if (held.ending !== undefined) this.#end(held, held.ending);
      else if (begun && error !== null) {
        this.#fail(held, { outcome: "failed", error: `the thread ended while this task ran: ${error}` });
      } else this.#giveBack(held);
    }
    this.pump();
  }

  #drop(held: Held): void {
    this.#held.delete(held.slot);
    this.#executor.settle(held.slot);
    this.#slots.free(held.slot);
  }

  #succeed({ job, task, identity }: Held, { text, ms }: Outcome): void {
    this.#completions.push({ runId: job.runId, taskNo: job.taskNo, token: job.token, result: text, identity });
    if (task.required) this.#hydrator.remember(job.runId, job.taskNo, text);
    this.counts.succeeded += 1;
    if (this.#options.onEvent !== undefined) this.#tell("succeeded", job, task, ms);
  }

  #fail(
    { job, task, identity }: Held,
    { outcome, error }: { readonly outcome: "failed" | "timed-out"; readonly error: string },
    body?: Outcome,
  ): void {
    const verdict = decide({
      failures: job.failures + 1,
      maxAttempts: task.policy.maxAttempts ?? this.#options.maxAttempts,
      backoff: task.policy.backoff,
      ownDelayMs: body?.delayMs,
      random: Math.random(),
    });
    const dead = verdict.kind === "dead";
    this.#failures.add([
      {
        runId: job.runId,
        taskNo: job.taskNo,
        token: job.token,
        error,
        outcome,
        dead,
        delayMs: dead ? 0 : verdict.delayMs,
        identity,
      },
    ]);
    this.counts[dead ? "dead" : "failed"] += 1;
    this.#tell(dead ? "dead" : "failed", job, task, body?.ms, error);
    const fields = { runId: job.runId, dag: task.dag, task: task.name, attempt: job.attempts, error: firstLine(error) };
    if (dead) this.#options.logger.error("task is dead", fields);
    else this.#options.logger.warn("task failed", { ...fields, retryInMs: Math.round(dead ? 0 : verdict.delayMs) });
  }

  #end(held: Held, { kind, error }: Ending, ms?: number): void {
    const { job, task, identity } = held;
    if (kind === "timed-out") this.#fail(held, { outcome: kind, error });
    else if (kind === "cancelled") {
      this.#failures.add([{ ...job, error, outcome: kind, dead: false, delayMs: 0, identity }]);
      this.counts.cancelled += 1;
      this.#tell("cancelled", job, task, ms);
    } else if (kind === "released") this.#giveBack(held);
    else {
      identity.letGo(job.token);
      this.#tell("refused", job, task, ms);
    }
  }

  #giveBack({ job, task, identity }: Held): void {
    this.counts.released += 1;
    this.#releases.add([{ ...job, identity }]);
    this.#tell("released", job, task);
  }

  /** Looks after what is in hand: what was never begun, what takes too long, what does not end when asked to. */
  sweep(): void {
    const now = monotonicMs();
    for (const held of this.#held.values()) {
      const { ending, slot } = held;
      if (ending !== undefined) {
        if (ending.forced || now - ending.since < ABORT_GRACE_MS) continue;
        ending.forced = true;
        // Where code cannot be ended its verdict stands all the same, and what it still does is refused.
        if (!this.#executor.terminate(slot)) {
          this.#drop(held);
          this.#end(held, ending);
        }
        continue;
      }
      const begunAt = this.#slots.begunAt(slot);
      if (begunAt === null) {
        if (now - held.since > BEGIN_WITHIN_MS && this.#slots.recall(slot)) {
          this.#drop(held);
          this.#giveBack(held);
        }
      } else if (now - begunAt > held.timeoutMs) {
        this.#ask(held, "timed-out", `Task exceeded timeout of ${held.timeoutMs / 1000} seconds`);
      }
    }
  }

  /** Ends the bodies of runs that were cancelled or took too long. */
  stopRuns(runIds: readonly string[]): void {
    const stopped = new Set(runIds);
    for (const held of this.#held.values()) {
      if (stopped.has(held.job.runId)) this.#endOrGiveBack(held, "cancelled", "the run was cancelled");
    }
  }

  /** The registration's lease has ended: its jobs belong to others, or soon will. */
  lose(identity: Identity): void {
    if (identity.lost) return;
    identity.lost = true;
    this.#identities.retire(identity);
    this.#options.logger.warn("this worker lost its lease; its jobs go to others", { jobs: identity.jobs });
    for (const held of this.#held.values()) {
      if (held.identity === identity) this.#ask(held, "lost", "the worker lost its lease");
    }
    for (const token of identity.tokens) {
      if (![...this.#held.values()].some((held) => held.job.token === token)) identity.letGo(token);
    }
  }

  /** Gives back what has not begun; with `force` ends what has. */
  giveUp(force: boolean): void {
    for (const held of this.#held.values()) {
      if (this.#slots.recall(held.slot)) {
        this.#drop(held);
        this.#giveBack(held);
      } else if (force) this.#ask(held, "released", "the worker is stopping");
    }
  }

  #endOrGiveBack(held: Held, kind: "cancelled", error: string): void {
    if (this.#slots.recall(held.slot)) {
      this.#drop(held);
      this.#giveBack(held);
    } else this.#ask(held, kind, error);
  }

  #ask(held: Held, kind: Ending["kind"], error: string): void {
    if (held.ending !== undefined) return;
    held.ending = { kind, error, since: monotonicMs(), forced: false };
    this.#executor.abort(held.slot, error);
  }

  #tell(kind: WorkerEvent["kind"], job: ClaimedJob, task: PlannedTask, ms?: number, error?: string): void {
    this.#options.onEvent?.({
      kind,
      runId: job.runId,
      dag: task.dag,
      task: task.name,
      attempt: job.attempts,
      ...(ms === undefined ? {} : { ms }),
      ...(error === undefined ? {} : { error }),
    });
  }
}

/** With these no later try can succeed. */
const FATAL_CODES = new Set([
  "database.schema-missing",
  "database.schema-older",
  "database.schema-newer",
  "database.rights",
]);

/** The database looked at what was sent and will never take it: SQLSTATE classes 22, 23 and 54. Anything else may pass. */
function refusesData(error: unknown): boolean {
  const cause = error instanceof OrchexError ? error.cause : undefined;
  const state = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  return typeof state === "string" && /^(?:22|23|54)[0-9A-Z]{3}$/.test(state);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
