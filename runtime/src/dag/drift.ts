import type { TaskPolicy } from "./model.ts";
import { normalPolicy } from "./normalPolicy.ts";
import type { SnapshotContent, SnapshotTask } from "./snapshot.ts";

/** One difference between the active snapshot (`from`) and the code (`to`). */
export type Drift =
  | { readonly kind: "added"; readonly task: string; readonly from: null; readonly to: DriftEdges }
  | { readonly kind: "removed"; readonly task: string; readonly from: DriftEdges; readonly to: null }
  | {
      readonly kind: "requires";
      readonly task: string;
      readonly from: readonly string[];
      readonly to: readonly string[];
    }
  | DriftOfPolicy
  | { readonly kind: "signature" | "code"; readonly task: string; readonly from: string; readonly to: string };

export interface DriftEdges {
  readonly requires: readonly string[];
}

/**
 * Only the properties that differ are in `from` and `to`; one that is absent in either has its default there. A task of
 * null is the DAG itself, whose one property is `timeoutMs`, the limit of a whole run.
 */
export interface DriftOfPolicy {
  readonly kind: "policy";
  readonly task: string | null;
  readonly from: TaskPolicy;
  readonly to: TaskPolicy;
}

/**
 * How the code differs from the active snapshot: the DAG itself first, then its tasks by name. A signature or body whose
 * hash is null on either side is not judged. A snapshot has no drift from itself.
 */
export function drift(active: SnapshotContent, code: SnapshotContent): readonly Drift[] {
  const before = new Map(active.tasks.map((task) => [task.name, task]));
  const after = new Map(code.tasks.map((task) => [task.name, task]));
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return [
    ...policyDrift(null, limitOf(active), limitOf(code)),
    ...names.flatMap((name) => taskDrift(name, before.get(name), after.get(name))),
  ];
}

function taskDrift(task: string, before: SnapshotTask | undefined, after: SnapshotTask | undefined): readonly Drift[] {
  if (before === undefined) {
    return after === undefined ? [] : [{ kind: "added", task, from: null, to: { requires: edgesOf(after) } }];
  }
  if (after === undefined) return [{ kind: "removed", task, from: { requires: edgesOf(before) }, to: null }];
  const found: Drift[] = [];
  const [from, to] = [edgesOf(before), edgesOf(after)];
  if (JSON.stringify(from) !== JSON.stringify(to)) found.push({ kind: "requires", task, from, to });
  found.push(...policyDrift(task, normalPolicy(before.policy), normalPolicy(after.policy)));
  for (const kind of ["signature", "code"] as const) {
    const [was, is] = [before[kind], after[kind]];
    if (was !== null && is !== null && was !== is) found.push({ kind, task, from: was, to: is });
  }
  return found;
}

function policyDrift(task: string | null, before: TaskPolicy, after: TaskPolicy): readonly Drift[] {
  const properties = ["backoff", "maxAttempts", "priority", "queue", "timeoutMs"] as const;
  const differing = properties.filter(
    (property) => JSON.stringify(before[property]) !== JSON.stringify(after[property]),
  );
  if (differing.length === 0) return [];
  return [{ kind: "policy", task, from: only(before, differing), to: only(after, differing) }];
}

function only(policy: TaskPolicy, properties: readonly (keyof TaskPolicy)[]): TaskPolicy {
  return Object.fromEntries(
    properties.filter((property) => policy[property] !== undefined).map((property) => [property, policy[property]]),
  );
}

function limitOf(content: SnapshotContent): TaskPolicy {
  return content.timeoutMs === undefined ? {} : { timeoutMs: content.timeoutMs };
}

function edgesOf(task: SnapshotTask): readonly string[] {
  return [...new Set(task.requires)].sort();
}
