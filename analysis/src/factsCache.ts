import type { Facts } from "./source/facts.ts";
import type { Change } from "./workspace.ts";

/**
 * Grows whenever the facts of the same text may be others. A cache on disk is keyed by it, and by path, size and time of
 * change of each file.
 */
export const analysisVersion = "3";

/** What is known of a file without its text: plain data, ready for `JSON.stringify`. */
export interface CachedFacts {
  readonly facts: Facts;
  /** Start and end offsets of the places that the facts speak of. */
  readonly spans: readonly number[];
}

/** Keeps what is known of files from one start to the next, so that the first answer needs no parser. */
export interface FactsCache {
  /** What is known of a file; null if nobody needed to know, undefined if there is no such file. */
  exportFacts(file: string): CachedFacts | null | undefined;

  /**
   * Takes what was exported of files that have not changed since, by the same `analysisVersion`. Files that are there
   * already are passed over. Needs the `read` option, since places are only known with the texts.
   */
  importFacts(cached: Iterable<readonly [file: string, facts: CachedFacts | null]>): Change;
}
