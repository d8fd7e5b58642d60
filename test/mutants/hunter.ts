import type { Mutant } from "./mutant.ts";

/** A way to look for bugs. */
export interface Hunter {
  /** Whether the bug can be planted where it looks. */
  readonly reaches: (mutant: Mutant) => boolean;
  /** By what sign it noticed the bug; null: it did not. */
  readonly hunt: (prey: Prey) => Promise<string | null>;
}

interface Prey {
  readonly name: string;
  readonly mutant: Mutant;
  /** A Postgres for whatever the hunter needs. */
  readonly url: string;
  readonly limitMs: number;
}
