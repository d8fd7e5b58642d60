import type { RunDetail } from "orchex/protocol";
import * as vscode from "vscode";
import { spanWords, statusWord, timeWords } from "../words.ts";

/** A run as plain text: what the graph shows, for reading, searching and copying. */
export function reportText(run: RunDetail): string {
  const { t } = vscode.l10n;
  const now = new Date();
  const { runId, dag, version, status, error, createdAt, finishedAt, jobs } = run;
  const head = [
    t("Run {0} of {1}", runId, dag),
    "",
    t("Status: {0}", statusWord(status)),
    t("Version: {0}", version),
    t("Enqueued: {0}", timeWords(createdAt, now)),
    ...(finishedAt === null ? [] : [t("Took: {0}", spanWords(Date.parse(finishedAt) - Date.parse(createdAt)))]),
    ...(error === null ? [] : [t("Error: {0}", error)]),
  ];
  const widest = Math.max(0, ...jobs.map(({ task }) => task.length));
  const lines = jobs.map(({ task, status, attempts, startedAt, finishedAt, nextAttemptAt, error }) => {
    const took =
      startedAt !== null && finishedAt !== null ? spanWords(Date.parse(finishedAt) - Date.parse(startedAt)) : "";
    const words = [
      statusWord(status),
      attempts === 0 ? "" : t("attempts: {0}", attempts),
      took,
      nextAttemptAt === null ? "" : t("next attempt: {0}", timeWords(nextAttemptAt, now)),
      error ?? "",
    ];
    return `${task.padEnd(widest)}  ${words.filter((word) => word !== "").join(", ")}`;
  });
  return `${[...head, "", ...lines].join("\n")}\n`;
}
