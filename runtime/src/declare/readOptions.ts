import { parseDuration } from "../dag/duration.ts";
import type { Requirement, TaskPolicy } from "../dag/model.ts";
import { handlerFault, optionNameFault, policyOptions, taskOptionNames } from "../dag/policyOptions.ts";
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

/** Reads the options of a task; `owner` is how a message begins ("Task 'extract'"). */
export function readOptions(owner: string, given: unknown): ReadOptions {
  const options = asOptions(owner, given, taskOptionNames);
  const { onError, backoff } = options;
  const { policy, faults } = policyOptions(options);
  if (faults[0] !== undefined) throw invalid(owner, faults[0].fault);
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
  for (const option of Object.keys(given)) {
    const fault = optionNameFault(option, known);
    if (fault !== null) throw invalid(owner, fault);
  }
  return given as Readonly<Record<string, unknown>>;
}

/** Reads a time limit: milliseconds, null for none, or undefined when nothing was given. */
export function readTimeout(owner: string, timeout: unknown): number | null | undefined {
  if (timeout === undefined) return undefined;
  const duration = parseDuration(timeout);
  if (!duration.ok) throw invalid(owner, `timeout: ${duration.error}`);
  return duration.value;
}

export function readHandler(owner: string, handler: unknown): ErrorHandler {
  const fault = handlerFault(handler);
  if (fault !== null) throw invalid(owner, fault);
  return handler as ErrorHandler;
}

function invalid(owner: string, fault: string) {
  return declarationError("task.invalid-option", `${owner}: ${fault}${fault.endsWith("?") ? "" : "."}`);
}
