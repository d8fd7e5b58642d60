import { createHash } from "node:crypto";
import { snapshotVersion, type SnapshotContent } from "../../runtime/dist/dag/index.js";

type Policy = SnapshotContent["tasks"][number]["policy"];

/** A snapshot drawn as `{ task: [what it requires] }`, for tests that run no bodies. */
export function shape(
  dag: string,
  tasks: Readonly<Record<string, readonly string[]>>,
  options: { readonly policies?: Readonly<Record<string, Policy>>; readonly timeoutMs?: number } = {},
): SnapshotContent {
  return {
    format: 1,
    dag,
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    tasks: Object.keys(tasks)
      .sort()
      .map((name) => ({
        name,
        requires: [...(tasks[name] ?? [])].sort(),
        policy: options.policies?.[name] ?? {},
        signature: null,
        code: null,
      })),
  };
}

export const DIAMOND = { fork: [], left: ["fork"], right: ["fork"], join: ["left", "right"] } as const;

export function versionOf(content: SnapshotContent): string {
  return snapshotVersion(content, (text) => createHash("sha256").update(text).digest("hex")).version;
}
