import type { WorkerOptions } from "../../runtime/dist/worker/options.js";
import type { Decisions } from "../model/actor.ts";

/** A bug that is planted to see whether the tests notice it. Each part plants it where some of the hunters look. */
export interface Mutant {
  /** What is wrong with it, as a sentence about the engine. */
  readonly bug: string;
  /** Each text is in the store's SQL exactly once, or the mutant is stale. */
  readonly sql?: readonly (readonly [find: string, replace: string])[];
  /** What a worker decides wrongly, where it is played by hand. */
  readonly decisions?: Partial<Decisions>;
  /** With what a worker is started wrongly, where it is a real one: its settings, or how it asks the ledger. */
  readonly worker?: (options: WorkerOptions) => WorkerOptions;
}
