import * as vscode from "vscode";
import type { StaleLease, TotalsEntry } from "orchex/protocol";
import type { ProjectState } from "../ledger/project.ts";
import { shortRun, statusWord, timeWords } from "../words.ts";
import { byFolder } from "./byFolder.ts";
import type { Node } from "./node.ts";
import { statusIcon } from "./statusIcon.ts";

/** Statuses that say what is still to be done, or stuck. */
const SHOWN = ["pending", "processing", "failed", "blocked", "dead"] as const;

/** What waits, is worked on or is stuck, of each DAG; since when the oldest waits; leases that nobody renews. */
export function queueNodes(projects: readonly ProjectState[]): readonly Node[] {
  return byFolder("queue", projects, ({ folder, depth, staleLeases }) => {
    if (depth === null) return [];
    const waiting = depth.dags.filter((dag) => SHOWN.some((status) => dag.jobs[status] > 0));
    return [
      ...waiting.map((dag) => dagNode(folder, dag)),
      ...(staleLeases.length === 0 ? [] : [staleNode(folder, staleLeases)]),
    ];
  });
}

function dagNode(folder: string, totals: TotalsEntry): Node {
  const { dag, jobs, waitingSince, openRuns } = totals;
  const { t } = vscode.l10n;
  const id = `queue/${folder}/${dag}`;
  const counts = SHOWN.filter((status) => jobs[status] > 0);
  return {
    id,
    label: dag,
    description: [
      ...counts.map((status) => `${jobs[status]} ${statusWord(status)}`),
      ...(waitingSince === null ? [] : [t("oldest since {0}", timeWords(waitingSince, new Date()))]),
    ].join(" · "),
    icon: { id: "list-ordered" },
    kinds: ["dag"],
    about: { folder, dag },
    children: [
      ...counts.map((status) => ({
        id: `${id}/${status}`,
        label: statusWord(status),
        description: String(jobs[status]),
        icon: statusIcon(status),
        kinds: ["depth"],
        about: { folder, dag },
      })),
      {
        id: `${id}/runs`,
        label: t("runs that are not finished"),
        description: String(openRuns),
        icon: { id: "play-circle" },
        kinds: ["depth"],
        about: { folder, dag },
      },
    ],
  };
}

function staleNode(folder: string, leases: readonly StaleLease[]): Node {
  const { t } = vscode.l10n;
  const id = `queue/${folder}//stale`;
  return {
    id,
    label: t("Stale leases"),
    description: String(leases.length),
    tooltip: t("Their workers no longer answer. The next worker takes these jobs over."),
    icon: { id: "warning", color: "list.warningForeground" },
    kinds: ["stale"],
    about: { folder },
    children: leases.map(({ runId, task, dag, worker, leaseUntil }) => ({
      id: `${id}/${runId}/${task}`,
      label: task,
      description: [dag, shortRun(runId), worker, timeWords(leaseUntil, new Date())].join(" · "),
      icon: statusIcon("processing"),
      kinds: ["lease"],
      about: { folder, dag, task, runId },
    })),
  };
}
