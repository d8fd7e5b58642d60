import { decide } from "../run/decide.ts";
import type { Completion, Failure, JobClaim } from "../store/store.ts";
import type { Outcome } from "./assignment.ts";
import type { Counts } from "./counts.ts";
import { eventOf } from "./eventOf.ts";
import type { Ending, Held } from "./held.ts";
import { messageOf } from "./messageOf.ts";
import type { WorkerOptions } from "./options.ts";
import { Outbox } from "./outbox.ts";
import type { Owned } from "./owned.ts";
import type { OwnCompletion } from "./steps.ts";

export interface EndingsParts {
  readonly counts: Counts;
  readonly onSuccess: (completion: OwnCompletion) => void;
  /** What was stored may have made something claimable. */
  readonly onStored: () => void;
  /** A retry is stored that is due after these milliseconds. */
  readonly onRetry: (delayMs: number) => void;
}

/** What the ledger is told of how attempts ended. */
export class Endings {
  readonly #options: WorkerOptions;
  readonly #parts: EndingsParts;
  readonly #failures: Outbox<Failure & Owned>;
  readonly #releases: Outbox<JobClaim & Owned>;

  constructor(options: WorkerOptions, parts: EndingsParts) {
    this.#options = options;
    this.#parts = parts;
    const { store, logger } = options;
    const { counts, onStored, onRetry } = parts;
    const again = (what: string) => (error: unknown) => {
      logger.warn(`${what} could not be stored yet`, { error: messageOf(error) });
      return true;
    };
    this.#failures = new Outbox(async (items) => {
      const refused = await store.fail(items);
      for (const item of items) item.identity.letGo(item.token);
      counts.refused += refused.length;
      onRetry(Math.min(...items.map((item) => (item.dead ? Infinity : item.delayMs))));
      onStored();
    }, again("failed attempts"));
    this.#releases = new Outbox(async (items) => {
      await store.release(items);
      for (const item of items) item.identity.letGo(item.token);
      onStored();
    }, again("released jobs"));
  }

  close(): void {
    this.#failures.close();
    this.#releases.close();
  }

  /** Endings that are not stored yet. */
  get size(): number {
    return this.#failures.size + this.#releases.size;
  }

  succeed(held: Held, { text, ms }: Outcome): void {
    const { job, task, identity } = held;
    const { runId, taskNo, token } = job;
    this.#parts.onSuccess({ runId, taskNo, token, result: text, identity, required: task.required });
    this.#parts.counts.succeeded += 1;
    this.#options.onEvent?.(eventOf("succeeded", held, { ms }));
  }

  fail(
    held: Held,
    { outcome, error }: { readonly outcome: "failed" | "timed-out"; readonly error: string },
    body?: Outcome,
  ): void {
    const { job, task, identity } = held;
    const verdict = decide({
      failures: job.failures + 1,
      maxAttempts: task.policy.maxAttempts ?? this.#options.maxAttempts,
      backoff: task.policy.backoff,
      ownDelayMs: body?.delayMs,
      random: Math.random(),
    });
    const dead = verdict.kind === "dead";
    const { runId, taskNo, token } = job;
    const delayMs = dead ? 0 : verdict.delayMs;
    this.#failures.add([{ runId, taskNo, token, error, outcome, dead, delayMs, identity }]);
    this.#parts.counts[dead ? "dead" : "failed"] += 1;
    this.#options.onEvent?.(eventOf(dead ? "dead" : "failed", held, { ms: body?.ms, error }));
    const fields = { runId, dag: task.dag, task: task.name, attempt: job.attempts, error: firstLine(error) };
    if (dead) this.#options.logger.error("task is dead", fields);
    else this.#options.logger.warn("task failed", { ...fields, retryInMs: Math.round(delayMs) });
  }

  /** The engine ended the body: what is recorded follows from why. */
  end(held: Held, { kind, error }: Ending, ms?: number): void {
    const { job, identity } = held;
    if (kind === "timed-out") this.fail(held, { outcome: kind, error });
    else if (kind === "cancelled") {
      this.#failures.add([{ ...job, error, outcome: kind, dead: false, delayMs: 0, identity }]);
      this.#parts.counts.cancelled += 1;
      this.#options.onEvent?.(eventOf("cancelled", held, { ms }));
    } else if (kind === "released") this.giveBack(held);
    else {
      identity.letGo(job.token);
      this.#options.onEvent?.(eventOf("refused", held, { ms }));
    }
  }

  /** A job that was handed to the executor goes back, its attempt uncounted. */
  giveBack(held: Held): void {
    this.#parts.counts.released += 1;
    this.release([{ ...held.job, identity: held.identity }]);
    this.#options.onEvent?.(eventOf("released", held));
  }

  /** Jobs go back that nobody has begun. */
  release(jobs: readonly (JobClaim & Owned)[]): void {
    this.#releases.add(jobs);
  }

  /** The database refuses the result itself: no later attempt could store it. */
  bury(completion: Completion & Owned, error: string): void {
    this.#failures.add([{ ...completion, error, outcome: "failed", dead: true, delayMs: 0 }]);
  }
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
