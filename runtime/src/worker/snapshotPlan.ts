import type { TaskPolicy } from "../dag/model.ts";
import type { LoadedSnapshot } from "../store/store.ts";

/** A task of a snapshot, ready to run: everything a decision about a run in flight is made from. */
export interface PlannedTask {
  readonly taskNo: number;
  readonly dag: string;
  readonly name: string;
  readonly policy: TaskPolicy;
  /** What it requires, by number and name. */
  readonly requires: readonly { readonly taskNo: number; readonly name: string; readonly key: string }[];
  /** Whether some task requires its result. */
  readonly required: boolean;
}

/** The tasks of a snapshot at their numbers: sorted by name, as the snapshot is. */
export function planOf({ content }: LoadedSnapshot): readonly PlannedTask[] {
  const numbers = new Map(content.tasks.map((task, index) => [task.name, index]));
  const required = new Set(content.tasks.flatMap((task) => task.requires));
  return content.tasks.map((task, taskNo) => ({
    taskNo,
    dag: content.dag,
    name: task.name,
    policy: task.policy,
    requires: task.requires.map((name) => ({ taskNo: numbers.get(name) ?? -1, name, key: `${JSON.stringify(name)}:` })),
    required: required.has(task.name),
  }));
}
