import type { Drift, DriftOfPolicy } from "./drift.ts";
import { formatDuration } from "./duration.ts";
import type { BackoffPolicy, DagDeclaration, TaskPolicy } from "./model.ts";
import { policyDefaults } from "./normalPolicy.ts";
import { problem, type Problem } from "./problem.ts";
import { quote } from "./quote.ts";

/** Drifts as problems, each where the DAG's declaration in code has its task; a removed task has only the DAG's place. */
export function driftProblems(drifts: readonly Drift[], dag: DagDeclaration): readonly Problem[] {
  const declared = new Map(dag.tasks.map((task) => [task.name, task]));
  return drifts.map((drift) => {
    const location = (drift.task === null ? undefined : declared.get(drift.task)?.location) ?? dag.location;
    return problem(`drift.${drift.kind}`, messageOf(drift, dag), { location, dag: dag.name, task: drift.task });
  });
}

// oxlint-disable-next-line typescript/consistent-return -- the switch is exhaustive, and the compiler proves it
function messageOf(drift: Drift, dag: DagDeclaration): string {
  const subject = drift.task === null ? `DAG ${quote(dag.name)}` : `Task ${quote(drift.task)}`;
  switch (drift.kind) {
    case "added":
      return `${subject} is not in the active snapshot: new runs do not have it.`;
    case "removed":
      return `${subject} is in the active snapshot but no longer in the code: runs skip it.`;
    case "requires":
      return `${subject} requires ${listed(drift.to)}; in the active snapshot it requires ${listed(drift.from)}.`;
    case "policy":
      return `${subject} differs from the active snapshot in ${changes(drift)}.`;
    case "signature":
      return `${subject} has other parameters or another result than in the active snapshot.`;
    case "code":
      return `${subject} has another body than in the active snapshot.`;
  }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : names.map(quote).join(", ");
}

function changes(drift: DriftOfPolicy): string {
  const parts: string[] = [];
  const add = (property: keyof TaskPolicy, word: string, show: (policy: TaskPolicy) => string) => {
    if (drift.from[property] === undefined && drift.to[property] === undefined) return;
    parts.push(`${word} (${show(drift.to)}, was ${show(drift.from)})`);
  };
  const noTimeout = drift.task === null ? "none" : "the worker's";
  add("timeoutMs", "timeout", ({ timeoutMs }) =>
    timeoutMs === undefined ? noTimeout : timeoutMs === null ? "none" : formatDuration(timeoutMs),
  );
  add("maxAttempts", "maxAttempts", ({ maxAttempts }) => `${maxAttempts ?? "the worker's"}`);
  add("backoff", "backoff", ({ backoff }) => backoffText(backoff ?? { kind: "exponential" }));
  add("priority", "priority", ({ priority }) => `${priority ?? policyDefaults.priority}`);
  add("queue", "queue", ({ queue }) => quote(queue ?? policyDefaults.queue));
  return parts.join(", ");
}

function backoffText(backoff: BackoffPolicy): string {
  return backoff.kind === "fixed" ? `fixed ${formatDuration(backoff.delayMs)}` : backoff.kind;
}
