import type { SnapshotContent } from "../../runtime/dist/dag/index.js";
import { versionOf } from "../support/shape.ts";

/**
 * Another version of a DAG with the tasks a, b, c and d: b waits for c, d for c alone, and there is a task between them
 * that no code knows, which is skipped once a worker comes that has loaded its code later.
 */
export function secondVersion(first: SnapshotContent): { readonly content: SnapshotContent; readonly version: string } {
  const requires: Readonly<Record<string, readonly string[]>> = { b: ["a", "c"], d: ["c", "gone"] };
  const tasks = first.tasks.map((task) => ({ ...task, requires: requires[task.name] ?? task.requires }));
  const gone = { name: "gone", requires: ["b"], policy: {}, signature: null, code: null };
  const content: SnapshotContent = {
    ...first,
    tasks: [...tasks, gone].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
  return { content, version: versionOf(content) };
}
