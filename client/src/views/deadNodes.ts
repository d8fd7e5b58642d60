import * as vscode from "vscode";
import type { DeadEntry } from "orchex/protocol";
import type { ProjectState } from "../ledger/project.ts";
import { markdownText } from "../markdownText.ts";
import { shortRun, timeWords } from "../words.ts";
import { byFolder } from "./byFolder.ts";
import type { Node } from "./node.ts";
import { statusIcon } from "./statusIcon.ts";

/** Dead jobs below their tasks: run, attempts, error, since when. */
export function deadNodes(projects: readonly ProjectState[]): readonly Node[] {
  return byFolder("dead", projects, ({ folder, dead }) => {
    const tasks = new Map<string, DeadEntry[]>();
    for (const job of dead ?? []) {
      const key = JSON.stringify([job.dag, job.task]);
      tasks.set(key, [...(tasks.get(key) ?? []), job]);
    }
    return [...tasks.values()].map((jobs) => taskNode(folder, jobs));
  });
}

/** How many jobs are dead, over all projects. */
export function deadCount(projects: readonly ProjectState[]): number {
  return projects.reduce((sum, { deadTotal }) => sum + (deadTotal ?? 0), 0);
}

function taskNode(folder: string, jobs: readonly DeadEntry[]): Node {
  const [{ dag, task } = { dag: "", task: "" }] = jobs;
  const id = `dead/${folder}/${dag}/${task}`;
  return {
    id,
    label: task,
    description: `${dag} · ${jobs.length}`,
    icon: statusIcon("dead"),
    kinds: ["task", ...(jobs.some(({ retryable }) => retryable) ? ["retryable"] : [])],
    about: { folder, dag, task },
    expanded: true,
    children: jobs.map((job) => jobNode(folder, id, job)),
  };
}

function jobNode(folder: string, parent: string, job: DeadEntry): Node {
  const { runId, dag, task, attempts, diedAt, error, retryable } = job;
  const { t } = vscode.l10n;
  const since = diedAt === null ? "" : timeWords(diedAt, new Date());
  const tooltip = [
    ...(error === null ? [] : [markdownText(error)]),
    t("Run: {0}", `\`${runId}\``),
    ...(retryable ? [] : [t("Its run was cancelled: it stays as it is.")]),
  ];
  return {
    id: `${parent}/${runId}`,
    label: error?.split("\n", 1)[0] ?? t("no error is known"),
    description: [t("run {0}", shortRun(runId)), t("{0} attempts", attempts), since]
      .filter((word) => word !== "")
      .join(" · "),
    tooltip: tooltip.join("  \n"),
    icon: { id: "circle-slash" },
    kinds: ["job", ...(retryable ? ["retryable"] : []), ...(error === null ? [] : ["error"])],
    click: { command: "orchex.openError", title: t("Show Error") },
    about: { folder, dag, task, runId, status: "dead", ...(error !== null && { error }) },
  };
}
