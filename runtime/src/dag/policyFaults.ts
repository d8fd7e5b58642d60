import type { BackoffPolicy, TaskPolicy } from "./model.ts";
import { nameFault } from "./nameFault.ts";

/**
 * Every property of a policy that is outside its range, each as a sentence without a subject ("priority must be …").
 * The declaring side, the analysis and the reader of a snapshot judge with this one function.
 */
export function policyFaults(policy: TaskPolicy): readonly string[] {
  const faults: string[] = [];
  const { timeoutMs, maxAttempts, backoff, priority, queue } = policy;
  const timeoutFault = timeoutMs === undefined || timeoutMs === null ? null : millisecondsFault(timeoutMs);
  if (timeoutFault !== null) faults.push(`timeout ${timeoutFault}, or null for no limit`);
  if (maxAttempts !== undefined && !(Number.isSafeInteger(maxAttempts) && maxAttempts >= 1)) {
    faults.push(`maxAttempts must be a whole number from 1 (got ${maxAttempts})`);
  }
  if (priority !== undefined && !(Number.isInteger(priority) && priority >= 1 && priority <= 10)) {
    faults.push(`priority must be a whole number from 1 to 10 (got ${priority})`);
  }
  if (backoff !== undefined) faults.push(...backoffFaults(backoff));
  const queueFault = queue === undefined ? null : nameFault(queue);
  if (queueFault !== null) faults.push(`queue must be a name, but it ${queueFault}`);
  return faults;
}

/** Why a number cannot be a time limit, as the end of a sentence, or null if it can. */
export function millisecondsFault(milliseconds: number): string | null {
  if (Number.isFinite(milliseconds) && milliseconds > 0) return null;
  return `must be more than 0 and finite (got ${milliseconds} ms)`;
}

function backoffFaults(backoff: BackoffPolicy): readonly string[] {
  if (backoff.kind !== "fixed" || (Number.isFinite(backoff.delayMs) && backoff.delayMs >= 0)) return [];
  return [`the delay of a fixed backoff must be 0 or more and finite (got ${backoff.delayMs} ms)`];
}
