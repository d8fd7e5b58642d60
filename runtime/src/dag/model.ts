import type { Position } from "./error.ts";

/** A place in a source file. `file` is an absolute path or file URL as the declaring side knows it. */
export interface SourceLocation {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** How the delay before a retry is found. A function is code and stays in code: the snapshot only says that there is one. */
export type BackoffPolicy =
  | { readonly kind: "exponential" }
  | { readonly kind: "fixed"; readonly delayMs: number }
  | { readonly kind: "function" };

/**
 * What the engine obeys while it runs a task, pinned by the snapshot. An absent property means the worker's own
 * setting (TASK_TIMEOUT_SECONDS, MAX_ATTEMPTS) or the default that is named here.
 */
export interface TaskPolicy {
  /** Milliseconds one attempt may take; null is no limit. */
  readonly timeoutMs?: number | null;
  /** Failures after which the job is dead, from 1. `retries` in the authoring API is one less. */
  readonly maxAttempts?: number;
  /** Absent: exponential, min(2^min(n, 8) + random 0..5, 600) seconds. */
  readonly backoff?: BackoffPolicy;
  /** 1 to 10, higher first; absent: 5. */
  readonly priority?: number;
  /** Absent: "default". */
  readonly queue?: string;
}

/** One entry of `requires`. A reference knows the DAG it belongs to; a name does not. */
export interface Requirement {
  readonly name: string;
  readonly dag?: string;
  readonly location?: SourceLocation;
}

/** A task as it was declared, before anything was checked. */
export interface TaskDeclaration {
  /** Undefined when neither a name nor a named function was given (`task.unnamed`). */
  readonly name: string | undefined;
  readonly requires: readonly Requirement[];
  readonly policy: TaskPolicy;
  readonly location?: SourceLocation;
  /** Hash of the normalised parameter and return types; null or absent when nobody computed it. */
  readonly signature?: string | null;
  /** Hash of the normalised body; null or absent when nobody computed it. */
  readonly code?: string | null;
}

/** A DAG as it was declared, before anything was checked. */
export interface DagDeclaration {
  readonly name: string;
  /** Milliseconds a whole run may take; absent is no limit. */
  readonly timeoutMs?: number;
  readonly tasks: readonly TaskDeclaration[];
  readonly location?: SourceLocation;
}
