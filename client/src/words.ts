import * as vscode from "vscode";

/** How long something took, in the two units that matter: "850 ms", "12.4 s", "3 min 20 s", "2 h 5 min". */
export function spanWords(milliseconds: number): string {
  const { t } = vscode.l10n;
  const ms = Math.max(0, Math.round(milliseconds));
  if (ms < 1_000) return t("{0} ms", ms);
  if (ms < 60_000) return t("{0} s", (ms / 1_000).toFixed(ms < 10_000 ? 1 : 0));
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return t("{0} min {1} s", minutes, Math.floor((ms % 60_000) / 1_000));
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return t("{0} h {1} min", hours, minutes % 60);
  return t("{0} d {1} h", Math.floor(hours / 24), hours % 24);
}

/** When something happened: the time of today, or the day as well. */
export function timeWords(iso: string, now: Date): string {
  const at = new Date(iso);
  const sameDay = at.toDateString() === now.toDateString();
  return at.toLocaleString(
    vscode.env.language,
    sameDay ? { timeStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" },
  );
}

/** The word of a run's or a job's status. */
export function statusWord(status: string): string {
  const { t } = vscode.l10n;
  const words: Readonly<Record<string, string>> = {
    pending: t("pending"),
    running: t("running"),
    processing: t("processing"),
    paused: t("paused"),
    succeeded: t("succeeded"),
    failed: t("failed"),
    dead: t("dead"),
    blocked: t("blocked"),
    skipped: t("skipped"),
    cancelled: t("cancelled"),
    draining: t("draining"),
    stopped: t("stopped"),
    lost: t("lost"),
  };
  return words[status] ?? status;
}

/** The beginning of a version or an id: enough to know it again. */
export function shortVersion(version: string): string {
  return version.slice(0, 8);
}

/** A run's id by its end: ids begin with the time, so that runs of one minute begin alike. */
export function shortRun(runId: string): string {
  return runId.slice(-8);
}
