import type { BackoffPolicy, TaskPolicy } from "./model.ts";

/** What an absent property of a policy means, where that does not depend on the worker. */
export const policyDefaults = { priority: 5, queue: "default" } as const;

/**
 * A policy without the properties that only repeat a default (priority 5, queue "default", exponential back-off), its
 * keys in sorted order: two policies that mean the same have the same JSON. An absent timeout or attempt limit is the
 * worker's setting and no default of ours, so `timeoutMs: null` (no limit) stays.
 */
export function normalPolicy(policy: TaskPolicy): TaskPolicy {
  const { backoff, maxAttempts, priority, queue, timeoutMs } = policy;
  return {
    ...(backoff !== undefined && backoff.kind !== "exponential" && { backoff: normalBackoff(backoff) }),
    ...(maxAttempts !== undefined && { maxAttempts }),
    ...(priority !== undefined && priority !== policyDefaults.priority && { priority }),
    ...(queue !== undefined && queue !== policyDefaults.queue && { queue }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

function normalBackoff(backoff: BackoffPolicy): BackoffPolicy {
  return backoff.kind === "fixed" ? { delayMs: backoff.delayMs, kind: "fixed" } : { kind: backoff.kind };
}
