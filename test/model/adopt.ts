import { blockedBy, type Model } from "./model.ts";
import type { Job, Run } from "./records.ts";

/**
 * Takes over what the engine was free to choose, where its choice is one of those allowed: which of several dead tasks
 * a blocked job names, and the pause of a job that has lost several workers. Any other choice stays a difference.
 */
export function adopt(model: Model, run: Run, job: Job, chosen: Pick<Job, "error" | "dueAt">): void {
  const causes = model.deadAbove(run, job.no).map(blockedBy);
  if (job.status === "blocked" && causes.includes(chosen.error ?? "")) job.error = chosen.error;
  const pause = (chosen.dueAt ?? 0) - model.now;
  const lost = job.status === "pending" && job.crashes > 1 && job.dueAt === model.now;
  if (lost && pause >= 0 && pause <= 2 ** job.crashes * 1000) job.dueAt = chosen.dueAt;
}
