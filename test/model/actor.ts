import { decide } from "../../runtime/dist/run/decide.js";
import type { WantedState } from "../../runtime/dist/store/store.js";
import { Identity } from "../../runtime/dist/worker/identities.js";
import type { Claim, Worker } from "./records.ts";

/** What a worker decides by itself, so that a bug can be planted in it. */
export interface Decisions {
  readonly decide: typeof decide;
  readonly identity: (...registered: ConstructorParameters<typeof Identity>) => Identity;
  /** Whether a claim whose answer was lost is given back by its worker; else it just claims again. */
  readonly givesBack: boolean;
}

export const SOUND_DECISIONS: Decisions = {
  decide,
  identity: (registered) => new Identity(registered),
  givesBack: true,
};

/** A claim as the worker that made it knows it. */
export interface Hand extends Claim {
  readonly failures: number;
  readonly owner: Actor;
}

/** A worker process that is played by hand. */
export class Actor {
  readonly identity: Identity;
  readonly worker: Worker;
  readonly leaseMs: number;
  /** False once its process is gone. */
  up = true;
  /** Has gone on under another id. */
  replaced = false;
  hands: Hand[] = [];
  wanted: WantedState = "running";

  constructor(identity: Identity, worker: Worker, leaseMs: number) {
    this.identity = identity;
    this.worker = worker;
    this.leaseMs = leaseMs;
  }
}
