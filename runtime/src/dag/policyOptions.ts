import { describeValue } from "./describeValue.ts";
import { parseDuration } from "./duration.ts";
import type { BackoffPolicy, TaskPolicy } from "./model.ts";
import { nearest } from "./nearest.ts";
import { policyFaults } from "./policyFaults.ts";
import { quote } from "./quote.ts";

/** The options of a task, as its declaration gives them. */
export const taskOptionNames = [
  "requires",
  "timeout",
  "maxAttempts",
  "retries",
  "backoff",
  "priority",
  "onError",
] as const;

/** The options of a DAG. */
export const dagOptionNames = ["timeout", "deps", "onError"] as const;

/** What is wrong with one option: a sentence that reads well after "Task 'x': ", without its full stop. */
export interface OptionFault {
  readonly option: string;
  readonly fault: string;
}

/** The policy that options ask for, as far as they are sound, and what is wrong with the others. */
export interface PolicyOptions {
  readonly policy: TaskPolicy;
  readonly faults: readonly OptionFault[];
}

/** Reads the options of a task that make its policy, with the same words wherever they are judged. */
export function policyOptions(options: Readonly<Record<string, unknown>>): PolicyOptions {
  const faults: OptionFault[] = [];
  const sound = <Part extends TaskPolicy>(option: string, read: Reading<Part>): Part | null => {
    const fault = "fault" in read ? read.fault : policyFaults(read.part)[0];
    if (fault !== undefined) faults.push({ option, fault });
    return "fault" in read || fault !== undefined ? null : read.part;
  };
  const parts = [
    sound("timeout", readTimeLimit(options["timeout"])),
    sound(options["retries"] === undefined ? "maxAttempts" : "retries", readAttempts(options)),
    sound("backoff", readBackoff(options["backoff"])),
    sound("priority", readNumber("priority", options["priority"])),
  ];
  return { policy: Object.assign({}, ...parts) as TaskPolicy, faults };
}

/** What is wrong with the time limit of a whole run, or null. */
export function runTimeoutFault(timeout: unknown): string | null {
  const read = readTimeLimit(timeout);
  return "fault" in read ? read.fault : null;
}

/** Why an option must not be called that, or null if it may. */
export function optionNameFault(option: string, known: readonly string[]): string | null {
  if (known.includes(option)) return null;
  if (option === "name") return "the name is given as the first argument, not as an option";
  const meant = nearest(known)(option);
  const hint = meant === undefined ? `the options are ${known.join(", ")}` : `did you mean ${quote(meant)}?`;
  return `there is no option ${quote(option)}; ${hint}`;
}

/** Why something cannot handle errors, or null if it can. */
export function handlerFault(handler: unknown): string | null {
  if (handler === undefined || typeof handler === "function") return null;
  return `onError must be a function (got ${describeValue(handler)})`;
}

type Reading<Part> = { readonly part: Part } | { readonly fault: string };

function readTimeLimit(timeout: unknown): Reading<TaskPolicy> {
  if (timeout === undefined) return { part: {} };
  const duration = parseDuration(timeout);
  return duration.ok ? { part: { timeoutMs: duration.value } } : { fault: `timeout: ${duration.error}` };
}

function readAttempts(options: Readonly<Record<string, unknown>>): Reading<TaskPolicy> {
  const given = readNumber("maxAttempts", options["maxAttempts"]);
  const retries = options["retries"];
  if ("fault" in given || retries === undefined) return given;
  if (typeof retries !== "number") return { fault: `retries must be a number (got ${describeValue(retries)})` };
  if (given.part.maxAttempts !== undefined) return { fault: "give maxAttempts or retries, not both" };
  if (Number.isSafeInteger(retries) && retries >= 0) return { part: { maxAttempts: retries + 1 } };
  return { fault: `retries must be a whole number from 0 (got ${retries})` };
}

function readNumber(option: "maxAttempts" | "priority", value: unknown): Reading<TaskPolicy> {
  if (value === undefined) return { part: {} };
  if (typeof value === "number") return { part: { [option]: value } };
  return { fault: `${option} must be a number (got ${describeValue(value)})` };
}

function readBackoff(backoff: unknown): Reading<{ readonly backoff?: BackoffPolicy }> {
  if (backoff === undefined) return { part: {} };
  if (typeof backoff === "function") return { part: { backoff: { kind: "function" } } };
  // Unlike a limit, a delay may be nothing.
  if (backoff === 0) return { part: { backoff: { kind: "fixed", delayMs: 0 } } };
  const duration = parseDuration(backoff);
  if (!duration.ok) return { fault: `backoff: ${duration.error}` };
  if (duration.value === null) return { fault: "backoff: null is no delay; use 0 to retry at once" };
  return { part: { backoff: { kind: "fixed", delayMs: duration.value } } };
}
