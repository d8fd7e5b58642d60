import type { SourceLocation } from "./model.ts";
import { problemCodes, type ProblemCode, type Severity } from "./problemCodes.ts";

/** Another place that has a part in a problem: the first of two tasks of one name, the other tasks of a cycle. */
export interface RelatedPlace {
  readonly message: string;
  readonly location: SourceLocation | null;
  readonly task: string | null;
}

/**
 * What is wrong with a declared DAG. A value and never thrown, so that one look at a DAG finds everything; what is
 * wrong with the world is an `OrchexError`.
 */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  /** What, where and what to do, on one line, without the location. */
  readonly message: string;
  /** Null when the declaring side does not know where it stands in the source. */
  readonly location: SourceLocation | null;
  readonly dag: string | null;
  /** Null when the problem is the DAG's, or the task has no name. */
  readonly task: string | null;
  readonly related: readonly RelatedPlace[];
  /** The name that was probably meant, ready to be put in place of the wrong one. */
  readonly suggestion: string | null;
}

/** What a problem may say beyond its code and message; whatever is absent is null, none, or the code's own severity. */
export type ProblemDetails = {
  readonly [Property in Exclude<keyof Problem, "code" | "message">]?: Problem[Property] | undefined;
};

/** Makes a problem with the severity of its code. */
export function problem(code: ProblemCode, message: string, details: ProblemDetails = {}): Problem {
  return {
    code,
    severity: details.severity ?? problemCodes[code].severity,
    message,
    location: details.location ?? null,
    dag: details.dag ?? null,
    task: details.task ?? null,
    related: details.related ?? [],
    suggestion: details.suggestion ?? null,
  };
}
