import type { TaskPolicy } from "./model.ts";
import { normalPolicy } from "./normalPolicy.ts";
import type { SnapshotContent } from "./snapshot.ts";

/**
 * The one text of a snapshot, which its version is the hash of: keys sorted, tasks and requirements sorted and without
 * repetition, no spaces, and nothing that is absent or a default. Two contents that mean the same give the same text.
 */
export function canonicalJson(content: SnapshotContent): string {
  const tasks = content.tasks.map(({ code, name, policy, requires, signature }) => ({
    ...(code !== null && { code }),
    name,
    ...canonicalPolicy(policy),
    requires: [...new Set(requires)].sort(),
    ...(signature !== null && { signature }),
  }));
  tasks.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const { dag, format, timeoutMs } = content;
  return JSON.stringify({ dag, format, tasks, ...(timeoutMs !== undefined && { timeoutMs }) });
}

function canonicalPolicy(policy: TaskPolicy): { readonly policy?: TaskPolicy } {
  const normal = normalPolicy(policy);
  return Object.keys(normal).length === 0 ? {} : { policy: normal };
}
