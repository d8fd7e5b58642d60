import type { WorkerOptions } from "../../runtime/dist/worker/options.js";
import type { Decisions } from "../model/actor.ts";

/** In a text that replaces a pattern, `$1` is the pattern's first group. */
export type Patch = readonly [find: string, replace: string] | readonly [find: RegExp, replace: Replacement];
type Replacement = string | ((found: string) => string);

/** A bug that is planted to see whether the tests notice it. Each part plants it where some of the hunters look. */
export interface Mutant {
  /** What is wrong with it, as a sentence about the engine. */
  readonly bug: string;
  /**
   * A text is in the store's SQL exactly once and a pattern, which is global, anywhere in it, or the mutant is stale: a
   * pattern is for what is written in more than one place.
   */
  readonly sql?: readonly Patch[];
  /** What a worker decides wrongly, where it is played by hand. */
  readonly decisions?: Partial<Decisions>;
  /** With what a worker is started wrongly, where it is a real one: its settings, or how it asks the ledger. */
  readonly worker?: (options: WorkerOptions) => WorkerOptions;
}
