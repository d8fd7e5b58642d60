import type { DriftMark } from "../graph/scene.ts";
import type { Translate } from "../l10n.ts";
import { durationText } from "./durationText.ts";
import { durationMs, type Job } from "./overlay.ts";
import { statusName } from "./statusName.ts";

export function markText(t: Translate, mark: DriftMark): string {
  switch (mark) {
    case "added":
      return t("not in the active snapshot");
    case "changed":
      return t("differs from the active snapshot");
    case "removed":
      return t("only in the active snapshot");
  }
}

export interface TaskFacts {
  readonly name: string;
  readonly job: Job | undefined;
  readonly mark: DriftMark | null;
  readonly problems: number;
  readonly critical: boolean;
}

/** A task's node in one sentence: its accessible name, and what the twin has in its line. */
export function taskText(t: Translate, { name, job, mark, problems, critical }: TaskFacts, nowMs: number): string {
  const duration = durationMs(job, nowMs);
  return [
    name,
    job !== undefined && statusName(t, job.status),
    duration !== undefined && durationText(duration),
    job !== undefined && job.attempts > 1 && t("{0} attempts", job.attempts),
    critical && t("on the critical path"),
    mark !== null && markText(t, mark),
    problems > 0 && (problems === 1 ? t("1 problem") : t("{0} problems", problems)),
  ]
    .filter((part) => part !== false)
    .join(", ");
}
