import type { Registry } from "./assignment.ts";
import type { WorkerOptions } from "./options.ts";
import type { Registered } from "../store/store.ts";

/** One registration of this worker in the ledger. Jobs belong to the one they were claimed under. */
export class Identity {
  readonly workerId: number;
  readonly dagIds: readonly number[];
  /** Takes no more claims: its lease has ended, or a claim's answer was lost. */
  retired = false;
  /** The answer to a claim under it was lost. */
  doubtful = false;
  /** Its lease has ended: its jobs are not ours any more. */
  lost = false;
  readonly #tokens = new Set<number>();
  readonly #steps = new Set<{ readonly seen: number }>();
  #seen: number;
  /** Below the tokens of claims whose answer was lost. */
  #floor = Infinity;

  constructor({ workerId, dagIds, lowToken }: Registered) {
    this.workerId = workerId;
    this.dagIds = [...dagIds.values()];
    this.#seen = Number(lowToken);
  }

  /** A claim is on its way: its tokens will be larger than any seen so far. */
  beginStep(): { readonly seen: number } {
    const step = { seen: this.#seen };
    this.#steps.add(step);
    return step;
  }

  endStep(step: { readonly seen: number }): void {
    this.#steps.delete(step);
  }

  /** The answer to this claim was lost: what it took, if anything, must be found again. */
  doubt(step: { readonly seen: number }): void {
    this.doubtful = true;
    this.#floor = Math.min(this.#floor, step.seen);
  }

  hold(token: string): void {
    const number = Number(token);
    this.#tokens.add(number);
    if (number > this.#seen) this.#seen = number;
  }

  /** The ledger knows what became of the job. */
  letGo(token: string): void {
    this.#tokens.delete(Number(token));
  }

  get jobs(): number {
    return this.#tokens.size;
  }

  get tokens(): string[] {
    return Array.from(this.#tokens, String);
  }

  /** Whether an answer is on its way that may bring jobs. */
  get stepping(): boolean {
    return this.#steps.size > 0;
  }

  /** No job that this worker holds, or is being given just now, has a smaller token. */
  get lowToken(): string {
    let low = Math.min(this.#seen, this.#floor);
    for (const token of this.#tokens) if (token < low) low = token;
    for (const { seen } of this.#steps) if (seen < low) low = seen;
    return String(low);
  }
}

/**
 * Under which ids this worker stands in the ledger. It goes on under a new one when its lease has ended, when the
 * answer to a claim was lost (what that claim took is then given back from outside), and when its code has changed.
 */
export class Identities {
  readonly #options: Pick<WorkerOptions, "store" | "name" | "concurrency" | "leaseMs">;
  readonly #host: string;
  #current: Identity | undefined;
  #latest: number | undefined;
  #all: Identity[] = [];
  #renewing: Promise<void> | undefined;
  #registry: Registry = {};
  #loadedAt = "";

  constructor(options: Pick<WorkerOptions, "store" | "name" | "concurrency" | "leaseMs">, host: string) {
    this.#options = options;
    this.#host = host;
  }

  /** The one to claim under; undefined while a new one is being made. */
  get current(): Identity | undefined {
    return this.#current;
  }

  get all(): readonly Identity[] {
    return this.#all;
  }

  async register(registry: Registry, loadedAt: string): Promise<void> {
    this.#registry = registry;
    this.#loadedAt = loadedAt;
    this.retire(this.#current);
    await this.renew();
  }

  retire(identity: Identity | undefined): void {
    if (identity === undefined) return;
    identity.retired = true;
    if (this.#current === identity) this.#current = undefined;
  }

  /** Makes a current one unless there is one. */
  async renew(): Promise<void> {
    if (this.#current !== undefined) return;
    this.#renewing ??= this.#register().finally(() => {
      this.#renewing = undefined;
    });
    await this.#renewing;
  }

  async #register(): Promise<void> {
    const { store, name, concurrency, leaseMs } = this.#options;
    const registered = await store.register({
      name,
      host: this.#host,
      pid: process.pid,
      concurrency,
      registry: this.#registry,
      loadedAt: this.#loadedAt,
      leaseMs,
      ...(this.#latest === undefined ? {} : { replaces: this.#latest }),
    });
    this.#latest = registered.workerId;
    this.#current = new Identity(registered);
    this.#all.push(this.#current);
  }

  /** Leaves the ledger under those ids that hold nothing and will get nothing; gives back what lost answers took. */
  async settle(): Promise<void> {
    const { store } = this.#options;
    for (const identity of this.#all.filter(({ retired, stepping }) => retired && !stepping)) {
      if (!identity.lost) await store.releaseOrphans(identity.workerId, identity.tokens);
      if (identity.jobs > 0) continue;
      if (!identity.lost) await store.endWorker(identity.workerId, !identity.doubtful);
      this.#all = this.#all.filter((other) => other !== identity);
    }
  }

  async end(): Promise<void> {
    this.retire(this.#current);
    await this.settle();
  }
}
