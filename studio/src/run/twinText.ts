import { visible } from "orchex/dag";
import type { Scene } from "../graph/scene.ts";
import type { Translate } from "../l10n.ts";
import { taskText } from "./taskText.ts";
import type { TwinTask, TwinWave } from "./twin.ts";

/** The twin as plain text, for a mail or an issue. */
export function twinText(waves: readonly TwinWave[], scene: Scene, nowMs: number, t: Translate): string {
  const lines = [t("DAG {0}", visible(scene.dag))];
  lines.push(...scene.problems.map(({ severity, message }) => `  ${t(severity)}: ${message}`));
  for (const { wave, tasks } of waves) {
    lines.push("", waveTitle(t, wave, tasks.length), ...tasks.flatMap((task) => taskLines(task, nowMs, t)));
  }
  return `${lines.join("\n")}\n`;
}

/** "Wave 1, 3 tasks": waves are counted from 1 where people read them. */
export function waveTitle(t: Translate, wave: number | null, tasks: number): string {
  const title = wave === null ? t("On or after a cycle") : t("Wave {0}", wave + 1);
  return `${title}, ${tasks === 1 ? t("1 task") : t("{0} tasks", tasks)}`;
}

function taskLines(task: TwinTask, nowMs: number, t: Translate): readonly string[] {
  const { name, job, mark, critical, problems } = task;
  const text = taskText(t, { name: visible(name), job, mark, critical, problems: problems.length }, nowMs);
  const detail = (label: string, values: readonly string[]) =>
    values.length === 0 ? [] : [`      ${label}: ${values.map(visible).join(", ")}`];
  return [
    `  - ${text}`,
    ...detail(t("requires"), task.requires),
    ...detail(t("no longer requires"), task.formerlyRequired),
    ...(typeof job?.error === "string" ? detail(t("error"), [job.error]) : []),
    ...problems.map(({ severity, message }) => `      ${t(severity)}: ${visible(message)}`),
  ];
}
