import { graphOfSnapshot } from "./graphOfSnapshot.ts";
import type { BackoffPolicy, TaskPolicy } from "./model.ts";
import { nameFault } from "./nameFault.ts";
import { normalPolicy } from "./normalPolicy.ts";
import { millisecondsFault, policyFaults } from "./policyFaults.ts";
import { quote } from "./quote.ts";
import type { Result } from "./result.ts";
import type { SnapshotContent, SnapshotTask } from "./snapshot.ts";
import { waves } from "./waves.ts";

/**
 * Checks a parsed JSON value that should be a snapshot, as it comes out of a ledger or a file. What it lets through can
 * be run: names are sound and unique, each requirement exists, nothing is in a circle. Unknown properties are dropped.
 */
export function parseSnapshot(value: unknown): Result<SnapshotContent> {
  try {
    return { ok: true, value: contentOf(value) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.message };
    throw error;
  }
}

/** Carries a refusal from wherever it is noticed to `parseSnapshot`, and never further. */
class Refusal extends Error {}

function contentOf(value: unknown): SnapshotContent {
  const { format, dag, timeoutMs, tasks } = recordOf(value, "a snapshot");
  if (typeof format === "number" && format > 1) {
    throw new Refusal(`This snapshot has format ${format} and was made by a newer Orchex. Upgrade Orchex to read it.`);
  }
  if (format !== 1) throw new Refusal("This is not a snapshot: its format is not 1.");
  if (typeof dag !== "string") throw new Refusal("The snapshot's dag must be a text.");
  if (!Array.isArray(tasks)) throw new Refusal("The snapshot's tasks must be a list.");
  const limit = timeoutMs === undefined ? undefined : numberOf(timeoutMs, "The snapshot's timeoutMs");
  const fault = limit === undefined ? null : millisecondsFault(limit);
  if (fault !== null) throw new Refusal(`The snapshot's timeoutMs ${fault}.`);
  const content: SnapshotContent = {
    format,
    dag,
    ...(limit !== undefined && { timeoutMs: limit }),
    tasks: tasks.map(taskOf).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
  refuseUnsoundEdges(content);
  return content;
}

function taskOf(value: unknown): SnapshotTask {
  const { name, requires, policy, signature, code } = recordOf(value, "each task of the snapshot");
  if (typeof name !== "string") throw new Refusal("The name of each task of the snapshot must be a text.");
  const fault = nameFault(name);
  if (fault !== null) throw new Refusal(`The task name ${quote(name)} of the snapshot ${fault}.`);
  const owner = `task ${quote(name)} of the snapshot`;
  if (!Array.isArray(requires) || !requires.every((required) => typeof required === "string")) {
    throw new Refusal(`The requires of ${owner} must be a list of names.`);
  }
  return {
    name,
    requires: [...new Set<string>(requires)].sort(),
    policy: policyOf(policy ?? {}, owner),
    signature: hashOf(signature, `The signature of ${owner}`),
    code: hashOf(code, `The code of ${owner}`),
  };
}

function policyOf(value: unknown, owner: string): TaskPolicy {
  const { timeoutMs, maxAttempts, backoff, priority, queue } = recordOf(value, `the policy of ${owner}`);
  if (queue !== undefined && typeof queue !== "string") throw new Refusal(`The queue of ${owner} must be a text.`);
  const policy: TaskPolicy = {
    ...(timeoutMs === null && { timeoutMs }),
    ...(timeoutMs !== undefined &&
      timeoutMs !== null && { timeoutMs: numberOf(timeoutMs, `The timeoutMs of ${owner}`) }),
    ...(maxAttempts !== undefined && { maxAttempts: numberOf(maxAttempts, `The maxAttempts of ${owner}`) }),
    ...(backoff !== undefined && { backoff: backoffOf(backoff, `the backoff of ${owner}`) }),
    ...(priority !== undefined && { priority: numberOf(priority, `The priority of ${owner}`) }),
    ...(queue !== undefined && { queue }),
  };
  const [fault] = policyFaults(policy);
  if (fault !== undefined) throw new Refusal(`In ${owner}, ${fault}.`);
  return normalPolicy(policy);
}

function backoffOf(value: unknown, what: string): BackoffPolicy {
  const { kind, delayMs } = recordOf(value, what);
  if (kind === "fixed") return { kind, delayMs: numberOf(delayMs, `The delayMs in ${what}`) };
  if (kind === "exponential" || kind === "function") return { kind };
  throw new Refusal(`The kind of ${what} must be "exponential", "fixed" or "function".`);
}

function refuseUnsoundEdges(content: SnapshotContent): void {
  const names = new Set<string>();
  for (const { name } of content.tasks) {
    if (names.has(name)) throw new Refusal(`The snapshot has two tasks ${quote(name)}.`);
    names.add(name);
  }
  for (const { name, requires } of content.tasks) {
    const missing = requires.find((required) => !names.has(required) || required === name);
    if (missing === undefined) continue;
    const why = missing === name ? "requires itself" : `requires ${quote(missing)}, which the snapshot does not have`;
    throw new Refusal(`Task ${quote(name)} of the snapshot ${why}.`);
  }
  const [stuck] = waves(graphOfSnapshot(content)).unordered;
  if (stuck !== undefined) throw new Refusal(`The snapshot has a cycle, so that task ${quote(stuck)} can never start.`);
}

function recordOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Refusal(`${what.charAt(0).toUpperCase()}${what.slice(1)} must be an object.`);
}

function numberOf(value: unknown, what: string): number {
  if (typeof value === "number") return value;
  throw new Refusal(`${what} must be a number.`);
}

function hashOf(value: unknown, what: string): string | null {
  if (value === undefined || value === null || typeof value === "string") return value ?? null;
  throw new Refusal(`${what} must be a text or null.`);
}
