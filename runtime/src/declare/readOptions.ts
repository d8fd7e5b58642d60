import { parseDuration } from "../dag/duration.ts";
import type { BackoffPolicy, Requirement, TaskPolicy } from "../dag/model.ts";
import { nearest } from "../dag/nearest.ts";
import { policyFaults } from "../dag/policyFaults.ts";
import { quote } from "../dag/quote.ts";
import { declarationError } from "./declarationError.ts";
import { describeValue } from "./describeValue.ts";
import type { BackoffFunction, ErrorHandler } from "./options.ts";
import { readRequires } from "./readRequires.ts";

/** The options of a task, checked and in the form of the model. */
export interface ReadOptions {
  readonly requires: readonly Requirement[];
  readonly policy: TaskPolicy;
  readonly backoff?: BackoffFunction;
  readonly onError?: ErrorHandler;
}

const KNOWN = ["requires", "timeout", "maxAttempts", "retries", "backoff", "priority", "onError"];

/** Reads the options of a task; `owner` is how a message begins ("Task 'extract'"). */
export function readOptions(owner: string, given: unknown): ReadOptions {
  const options = asOptions(owner, given, KNOWN);
  const { onError, backoff } = options;
  const policy = readPolicy(owner, options);
  const fault = policyFaults(policy)[0];
  if (fault !== undefined) throw invalid(owner, fault);
  return {
    requires: readRequires(owner, options["requires"]),
    policy,
    ...(typeof backoff === "function" && { backoff: backoff as BackoffFunction }),
    ...(onError !== undefined && { onError: readHandler(owner, onError) }),
  };
}

/** Checks that options are an object with known keys only. */
export function asOptions(owner: string, given: unknown, known: readonly string[]): Readonly<Record<string, unknown>> {
  if (given === undefined) return {};
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw invalid(owner, `the options must be an object (got ${describeValue(given)})`);
  }
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return given as Readonly<Record<string, unknown>>;
  if (unknown === "name") throw invalid(owner, "the name is given as the first argument, not as an option");
  const meant = nearest(known)(unknown);
  const hint = meant === undefined ? `the options are ${known.join(", ")}` : `did you mean ${quote(meant)}?`;
  throw invalid(owner, `there is no option ${quote(unknown)}; ${hint}`);
}

/** Reads a time limit: milliseconds, null for none, or undefined when nothing was given. */
export function readTimeout(owner: string, timeout: unknown): number | null | undefined {
  if (timeout === undefined) return undefined;
  const duration = parseDuration(timeout);
  if (!duration.ok) throw invalid(owner, `timeout: ${duration.error}`);
  return duration.value;
}

export function readHandler(owner: string, handler: unknown): ErrorHandler {
  if (typeof handler !== "function") throw invalid(owner, `onError must be a function (got ${describeValue(handler)})`);
  return handler as ErrorHandler;
}

function readPolicy(owner: string, options: Readonly<Record<string, unknown>>): TaskPolicy {
  const timeoutMs = readTimeout(owner, options["timeout"]);
  const maxAttempts = readAttempts(owner, options);
  const backoff = readBackoff(owner, options["backoff"]);
  const priority = readNumber(owner, "priority", options["priority"]);
  return {
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(maxAttempts !== undefined && { maxAttempts }),
    ...(backoff !== undefined && { backoff }),
    ...(priority !== undefined && { priority }),
  };
}

function readAttempts(owner: string, options: Readonly<Record<string, unknown>>): number | undefined {
  const maxAttempts = readNumber(owner, "maxAttempts", options["maxAttempts"]);
  const retries = readNumber(owner, "retries", options["retries"]);
  if (retries === undefined) return maxAttempts;
  if (maxAttempts !== undefined) throw invalid(owner, "give maxAttempts or retries, not both");
  if (!Number.isSafeInteger(retries) || retries < 0) {
    throw invalid(owner, `retries must be a whole number from 0 (got ${retries})`);
  }
  return retries + 1;
}

function readNumber(owner: string, option: string, value: unknown): number | undefined {
  if (value === undefined || typeof value === "number") return value;
  throw invalid(owner, `${option} must be a number (got ${describeValue(value)})`);
}

function readBackoff(owner: string, backoff: unknown): BackoffPolicy | undefined {
  if (backoff === undefined) return undefined;
  if (typeof backoff === "function") return { kind: "function" };
  // Unlike a limit, a delay may be nothing.
  if (backoff === 0) return { kind: "fixed", delayMs: 0 };
  const duration = parseDuration(backoff);
  if (!duration.ok) throw invalid(owner, `backoff: ${duration.error}`);
  if (duration.value === null) throw invalid(owner, "backoff: null is no delay; use 0 to retry at once");
  return { kind: "fixed", delayMs: duration.value };
}

function invalid(owner: string, fault: string) {
  return declarationError("task.invalid-option", `${owner}: ${fault}${fault.endsWith("?") ? "" : "."}`);
}
