import type { Colors } from "picocolors/types.js";
import type { RunDetails, TaskDetails } from "../api/runDetails.ts";
import { visible } from "../dag/visible.ts";
import { table } from "./table.ts";
import { firstLine, jsonText, safeLines, shortVersion, spanText, statusText, timeText } from "./text.ts";

/** A run for people: its head, a line a task, then what went wrong in full. */
export function reportText(colors: Colors, run: RunDetails): string {
  const tasks = Object.entries(run.tasks);
  const head = [
    `Run ${run.runId}  ${statusText(colors, run.status)}`,
    `${visible(run.dag)}  version ${shortVersion(run.version)}  created ${timeText(run.createdAt)}  took ${spanText(run.createdAt, run.finishedAt)}`,
    `inputs ${jsonText(run.inputs)}${run.metadata === null ? "" : `  metadata ${jsonText(run.metadata)}`}`,
  ];
  if (run.error !== null) head.push(colors.red(safeLines(run.error)));
  const rows = tasks.map(([name, task]) => [
    firstLine(name, 60),
    statusText(colors, task.status),
    String(task.attempts),
    spanText(task.startedAt, task.finishedAt),
    outcomeOf(task),
  ]);
  const errors = tasks
    .filter(([, task]) => task.error !== null && (task.status === "dead" || task.status === "failed"))
    .map(([name, task]) => `${colors.red(visible(name))}: ${safeLines(task.error ?? "")}`);
  return [head.join("\n"), table(colors, ["TASK", "STATUS", "ATTEMPTS", "TOOK", "RESULT"], rows), ...errors].join(
    "\n\n",
  );
}

function outcomeOf(task: TaskDetails): string {
  if (task.error !== null && task.status !== "succeeded") return firstLine(task.error, 60);
  return task.status === "succeeded" || task.status === "skipped" ? jsonText(task.result, 60) : "";
}
