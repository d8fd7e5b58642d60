import { canonicalJson } from "./canonicalJson.ts";
import { normalPolicy } from "./normalPolicy.ts";
import type { SnapshotContent, SnapshotTask } from "./snapshot.ts";

/** The hashes of a snapshot: of everything, and of each part, which tells what kind of change made a new version. */
export interface SnapshotHashes {
  /** Of the whole canonical JSON: the snapshot's identity. */
  readonly version: string;
  /** Of names and edges. */
  readonly shape: string;
  /** Of timeouts, attempts, back-off, priorities and queues, where they are no default. */
  readonly policy: string;
  /** Of the tasks' signatures; null when none is known. */
  readonly signature: string | null;
  /** Of the tasks' bodies; null when none is known. */
  readonly code: string | null;
}

/** Hashes a snapshot. `sha256` is handed in, since Node, browsers and Postgres each have their own. */
export function snapshotVersion(content: SnapshotContent, sha256: (text: string) => string): SnapshotHashes {
  const tasks = content.tasks.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const hash = (value: unknown) => sha256(JSON.stringify(value));
  const known = (part: (task: SnapshotTask) => string | null) => {
    const parts = tasks.map((task) => [task.name, part(task)]).filter(([, value]) => value !== null);
    return parts.length === 0 ? null : hash(parts);
  };
  const policies = tasks.map((task) => [task.name, normalPolicy(task.policy)] as const);
  return {
    version: sha256(canonicalJson(content)),
    shape: hash(tasks.map((task) => [task.name, [...new Set(task.requires)].sort()])),
    policy: hash([content.timeoutMs ?? null, ...policies.filter(([, policy]) => Object.keys(policy).length > 0)]),
    signature: known((task) => task.signature),
    code: known((task) => task.code),
  };
}
