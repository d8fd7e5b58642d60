import { formatDuration, type SnapshotContent, type SnapshotTask } from "orchex/dag";

/** A graph as lines that compare well: a task's requirements and policy below its name, tasks by name. */
export function snapshotText({ dag, timeoutMs, tasks }: SnapshotContent): string {
  const head = [`dag ${dag}`, ...(timeoutMs === undefined ? [] : [`  timeout: ${formatDuration(timeoutMs)}`])];
  return `${[head, ...tasks.map(taskLines)].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function taskLines({ name, requires, policy, signature, code }: SnapshotTask): readonly string[] {
  const { timeoutMs, maxAttempts, backoff, priority, queue } = policy;
  return [
    `task ${name}`,
    ...requires.map((required) => `  requires ${required}`),
    ...(timeoutMs === undefined ? [] : [`  timeout: ${timeoutMs === null ? "none" : formatDuration(timeoutMs)}`]),
    ...(maxAttempts === undefined ? [] : [`  maxAttempts: ${maxAttempts}`]),
    ...(backoff === undefined
      ? []
      : [`  backoff: ${backoff.kind === "fixed" ? formatDuration(backoff.delayMs) : backoff.kind}`]),
    ...(priority === undefined ? [] : [`  priority: ${priority}`]),
    ...(queue === undefined ? [] : [`  queue: ${queue}`]),
    ...(signature === null ? [] : [`  signature: ${signature.slice(0, 12)}`]),
    ...(code === null ? [] : [`  code: ${code.slice(0, 12)}`]),
  ];
}
