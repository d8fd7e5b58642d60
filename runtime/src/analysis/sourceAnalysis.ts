import type { SourceLocation } from "../dag/model.ts";
import type { Problem } from "../dag/problem.ts";

/**
 * What Orchex asks of `orchex-analysis`, which reads the source of DAGs without running it. The package is optional, so
 * the runtime knows it by this interface only.
 */
export interface SourceAnalysis {
  /** Everything that the source of the given files and folders says. Throws `check.no-path` for one that is not there. */
  checkSources(options: CheckOptions): Promise<CheckedSources>;
}

interface CheckOptions {
  /** Files and folders, absolute. */
  readonly paths: readonly string[];
  /** Also find out what tasks expect and return: needs the type checker, and so takes seconds. */
  readonly types: boolean;
  /** Modules that are loaded whoever imports them, absolute: the configured ones. Default: none. */
  readonly modules?: readonly string[];
}

export interface CheckedSources {
  /** In the order of files and positions. */
  readonly problems: readonly Problem[];
  readonly dags: readonly CheckedDag[];
}

export interface CheckedDag {
  readonly name: string;
  readonly location: SourceLocation;
  /** False when something about it is not known from its source. */
  readonly complete: boolean;
  /** Those that have a name, each once. */
  readonly tasks: readonly CheckedTask[];
}

export interface CheckedTask {
  readonly name: string;
  readonly location: SourceLocation;
  readonly requires: readonly string[];
  /** How many tasks come before it and after it, directly or not. */
  readonly upstream: number;
  readonly downstream: number;
  /** Hash of what it takes and returns; null when types were not asked for or are not known. */
  readonly signature: string | null;
  /** Hash of its body. */
  readonly code: string | null;
}
