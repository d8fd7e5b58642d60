import * as vscode from "vscode";
import type { JobEntry, RunEntry } from "orchex/protocol";
import { toldBy } from "../failure.ts";
import type { ProjectState } from "../ledger/project.ts";
import { markdownText } from "../markdownText.ts";
import { shortRun, shortVersion, spanWords, statusWord, timeWords } from "../words.ts";
import { byFolder } from "./byFolder.ts";
import type { Node } from "./node.ts";
import { statusIcon } from "./statusIcon.ts";

export interface RunsOptions {
  readonly limit: number;
  /** Reads the jobs of a run that is opened. */
  readonly jobsOf: (folder: string, runId: string) => Promise<readonly JobEntry[]>;
}

/** Recent runs, those that are not finished first; below each its jobs, with attempts, duration and error. */
export function runsNodes(projects: readonly ProjectState[], options: RunsOptions): readonly Node[] {
  return byFolder("runs", projects, ({ folder, runs }) => {
    const recent = [...(runs ?? [])].slice(0, options.limit);
    const open = recent.filter(({ status }) => isOpen(status));
    const finished = recent.filter(({ status }) => !isOpen(status));
    return [...open, ...finished].map((run) => runNode(folder, run, options));
  });
}

export function isOpen(status: string): boolean {
  return status === "running" || status === "paused";
}

/** Jobs that have ended for good. */
const SETTLED = ["succeeded", "dead", "skipped", "blocked", "cancelled"] as const;

function runNode(folder: string, run: RunEntry, { jobsOf }: RunsOptions): Node {
  const { runId, dag, status, jobs } = run;
  const { t } = vscode.l10n;
  const all = Object.values(jobs).reduce((sum, count) => sum + count, 0);
  const settled = SETTLED.reduce((sum, status) => sum + (jobs[status] ?? 0), 0);
  const key = JSON.stringify([status, jobs]);
  return {
    id: `runs/${folder}/${runId}`,
    label: `${dag} ${shortRun(runId)}`,
    description: [statusWord(status), all > 0 && isOpen(status) ? t("{0} of {1}", settled, all) : "", timeOf(run)]
      .filter((word) => word !== "")
      .join(" · "),
    tooltip: tooltipOf(run),
    icon: statusIcon(status),
    kinds: ["run", isOpen(status) ? "open" : "finished"],
    about: { folder, dag, runId },
    later: {
      key,
      load: () =>
        jobsOf(folder, runId).then(
          (jobs) => jobs.map((job) => jobNode(folder, run, job)),
          (error: unknown) => [unreadNode(folder, run, error)],
        ),
    },
  };
}

function timeOf({ createdAt, finishedAt }: RunEntry): string {
  if (finishedAt === null) return timeWords(createdAt, new Date());
  return spanWords(Date.parse(finishedAt) - Date.parse(createdAt));
}

function tooltipOf({ runId, dag, version, status, createdAt, finishedAt, jobs }: RunEntry): string {
  const { t } = vscode.l10n;
  const now = new Date();
  return [
    `**${markdownText(dag)}** ${statusWord(status)}`,
    t("Run: {0}", `\`${runId}\``),
    t("Version: {0}", `\`${shortVersion(version)}\``),
    t("Enqueued: {0}", markdownText(timeWords(createdAt, now))),
    ...(finishedAt === null ? [] : [t("Finished: {0}", markdownText(timeWords(finishedAt, now)))]),
    ...Object.entries(jobs).map(([status, count]) => `${count} ${statusWord(status)}`),
  ].join("  \n");
}

function jobNode(folder: string, { runId, dag }: RunEntry, job: JobEntry): Node {
  const { task, status, attempts, startedAt, finishedAt, error } = job;
  const { t } = vscode.l10n;
  const span =
    startedAt !== null && finishedAt !== null ? spanWords(Date.parse(finishedAt) - Date.parse(startedAt)) : "";
  const words = [statusWord(status), attempts > 1 ? t("attempt {0}", attempts) : "", span, firstLine(error)];
  return {
    id: `runs/${folder}/${runId}/${task}`,
    label: task,
    description: words.filter((word) => word !== "").join(" · "),
    ...(error !== null && { tooltip: markdownText(error) }),
    icon: statusIcon(status),
    kinds: [
      "job",
      ...(status === "succeeded" ? ["result"] : []),
      ...(error === null ? [] : ["error"]),
      ...(status === "dead" || status === "failed" ? ["retryable"] : []),
    ],
    click: { command: "orchex.openJob", title: t("Show Job") },
    about: { folder, dag, task, runId, status, ...(error !== null && { error }) },
  };
}

/** In the place of jobs that could not be read; the view would show a notification each time it tries. */
function unreadNode(folder: string, { runId, dag }: RunEntry, error: unknown): Node {
  return {
    id: `runs/${folder}/${runId}/`,
    label: toldBy(error).message,
    icon: { id: "warning" },
    kinds: ["unread"],
    about: { folder, dag, runId },
  };
}

function firstLine(error: string | null): string {
  return error?.split("\n", 1)[0] ?? "";
}
