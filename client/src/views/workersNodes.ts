import * as vscode from "vscode";
import type { WorkerEntry } from "orchex/protocol";
import type { ProjectState } from "../ledger/project.ts";
import { markdownText } from "../markdownText.ts";
import { statusWord, timeWords } from "../words.ts";
import { byFolder } from "./byFolder.ts";
import type { Node } from "./node.ts";

/** A worker process of this window that the ledger need not know yet. */
export interface OwnWorker {
  readonly id: string;
  readonly folder: string;
}

/** Workers that are alive, here and on other machines: what they do, how much at once, when they last showed themselves. */
export function workersNodes(projects: readonly ProjectState[], own: readonly OwnWorker[]): readonly Node[] {
  return byFolder("workers", projects, ({ folder, workers }) => {
    const known = workers ?? [];
    const starting = own.filter(
      (worker) => worker.folder === folder && !known.some(({ workerId }) => workerId === worker.id),
    );
    const mine = new Set(own.map(({ id }) => id));
    return [
      ...known.map((worker) => workerNode(folder, worker, mine.has(worker.workerId))),
      ...starting.map(({ id }) => startingNode(folder, id)),
    ];
  });
}

function workerNode(folder: string, worker: WorkerEntry, isOwn: boolean): Node {
  const { workerId, host, pid, dags, concurrency, state, wanted, jobs, startedAt, heartbeatAt } = worker;
  const { t } = vscode.l10n;
  const isAlive = state !== "stopped" && state !== "lost";
  const shown =
    wanted !== state && isAlive ? t("{0}, to be {1}", statusWord(state), statusWord(wanted)) : statusWord(state);
  return {
    id: `workers/${folder}/${workerId}`,
    label: workerId,
    description: [isOwn ? t("this window") : host, shown, t("{0} of {1} jobs", jobs, concurrency)].join(" · "),
    tooltip: [
      `**${markdownText(workerId)}**`,
      t("Host: {0}, process {1}", markdownText(host), pid),
      t("DAGs: {0}", markdownText(dags.join(", "))),
      t("Started: {0}", markdownText(timeWords(startedAt, new Date()))),
      t("Last heartbeat: {0}", markdownText(timeWords(heartbeatAt, new Date()))),
    ].join("  \n"),
    icon: ICONS[state] ?? { id: "server-process" },
    kinds: ["worker", state, ...(isOwn ? ["here"] : [])],
    ...(isOwn && { click: { command: "orchex.showWorkerLog", title: t("Show Output") } }),
    about: { folder, workerId },
  };
}

function startingNode(folder: string, workerId: string): Node {
  const { t } = vscode.l10n;
  return {
    id: `workers/${folder}/${workerId}`,
    label: workerId,
    description: [t("this window"), t("starting")].join(" · "),
    icon: { id: "loading~spin" },
    kinds: ["worker", "starting", "here"],
    click: { command: "orchex.showWorkerLog", title: t("Show Output") },
    about: { folder, workerId },
  };
}

const ICONS: Readonly<Record<string, NonNullable<Node["icon"]>>> = {
  running: { id: "server-process", color: "testing.iconPassed" },
  paused: { id: "debug-pause", color: "charts.orange" },
  draining: { id: "sign-out", color: "charts.orange" },
  stopped: { id: "debug-stop" },
  lost: { id: "debug-disconnect", color: "testing.iconFailed" },
};
