import type { DagDeclaration, TaskPolicy } from "./model.ts";
import { normalPolicy } from "./normalPolicy.ts";

/** One task as a snapshot keeps it. */
export interface SnapshotTask {
  readonly name: string;
  /** Sorted by UTF-16 units, without repetition. */
  readonly requires: readonly string[];
  /** Without the properties that only repeat a default. */
  readonly policy: TaskPolicy;
  /** Hash of the normalised parameter and return types; null when the analysis was absent, and then not judged. */
  readonly signature: string | null;
  /** Hash of the normalised body; null when the analysis was absent, and then not judged. */
  readonly code: string | null;
}

/**
 * What a snapshot is: everything the engine obeys while it runs a DAG, and nothing cosmetic, so that moving a task in its
 * file, or a comment, makes no new version. Stored as JSON; `format` grows when an older Orchex could misread it.
 */
export interface SnapshotContent {
  readonly format: 1;
  readonly dag: string;
  /** Milliseconds a whole run may take; absent is no limit. */
  readonly timeoutMs?: number;
  /** Sorted by name, by UTF-16 units. */
  readonly tasks: readonly SnapshotTask[];
}

/** The snapshot of a DAG that `link` has found no error in. */
export function snapshotOf(dag: DagDeclaration): SnapshotContent {
  const tasks = dag.tasks.map(({ name, requires, policy, signature, code }) => ({
    name: name ?? "",
    requires: [...new Set(requires.map((required) => required.name))].sort(),
    policy: normalPolicy(policy),
    signature: signature ?? null,
    code: code ?? null,
  }));
  return {
    format: 1,
    dag: dag.name,
    ...(dag.timeoutMs !== undefined && { timeoutMs: dag.timeoutMs }),
    tasks: tasks.sort(byName),
  };
}

function byName(a: SnapshotTask, b: SnapshotTask): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
