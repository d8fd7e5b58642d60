import { basename } from "node:path";
import { graphOf, waves, type Drift } from "orchex/dag";
import * as vscode from "vscode";
import type { DagEntry } from "orchex/protocol";
import type { DeclaredTask } from "orchex-language-server/protocol";
import type { DeclaredDag } from "../sources.ts";
import type { ProjectState } from "../ledger/project.ts";
import { markdownText } from "../markdownText.ts";
import { shortVersion } from "../words.ts";
import type { Node } from "./node.ts";

/** DAGs that the code declares, and below them those that only the ledger knows; tasks in waves, what they require below. */
export function dagsNodes(declared: readonly DeclaredDag[], projects: readonly ProjectState[]): readonly Node[] {
  const several = new Set(declared.map(({ folder }) => folder)).size > 1;
  const known = (folder: string, name: string) =>
    projects.find((project) => project.folder === folder)?.dags?.find(({ dag }) => dag === name) ?? null;
  const inCode = declared.map((dag) => dagNode(dag, known(dag.folder, dag.name), several));
  const names = new Set(declared.map(({ folder, name }) => `${folder}\n${name}`));
  const onlyStored = projects.flatMap(({ folder, dags }) =>
    (dags ?? []).filter(({ dag }) => !names.has(`${folder}\n${dag}`)).map((entry) => storedNode(folder, entry)),
  );
  return [...inCode, ...onlyStored];
}

function dagNode(dag: DeclaredDag, entry: DagEntry | null, several: boolean): Node {
  const { folder, name, uri, range, tasks, drift } = dag;
  const { t } = vscode.l10n;
  const id = `dags/${folder}/${uri}/${name}`;
  const version = entry?.version ?? null;
  const badge = drift.length === 0 ? "" : t("{0} drifted", new Set(drift.map(({ task }) => task)).size);
  return {
    id,
    label: name,
    description: [
      several ? basename(folder) : "",
      version === null ? (entry === null ? "" : t("no active snapshot")) : shortVersion(version),
      badge,
    ]
      .filter((word) => word !== "")
      .join(" · "),
    tooltip: tooltipOf(dag, version),
    icon: drift.length === 0 ? { id: "type-hierarchy" } : { id: "type-hierarchy", color: "list.warningForeground" },
    kinds: ["dag", "code"],
    click: { command: "orchex.openCode", title: t("Go to Code") },
    resource: vscode.Uri.parse(uri),
    about: { folder, dag: name, place: { uri, ...range.start } },
    later: {
      key: JSON.stringify([tasks, drift]),
      load: () => Promise.resolve(waveNodes(id, dag)),
    },
  };
}

function tooltipOf({ name, tasks, drift }: DeclaredDag, version: string | null): string {
  const { t } = vscode.l10n;
  return [
    `**${markdownText(name)}**`,
    t("Tasks: {0}", tasks.length),
    version === null ? t("No snapshot is active.") : t("Active snapshot: {0}", `\`${version}\``),
    ...drift.map((difference) => `- ${markdownText(driftWords(difference))}`),
  ].join("\n\n");
}

/** One difference between the active snapshot and the code, as a line. */
export function driftWords({ kind, task }: Drift): string {
  const { t } = vscode.l10n;
  const name = task ?? "";
  switch (kind) {
    case "added":
      return t("{0} is new", name);
    case "removed":
      return t("{0} is gone from the code", name);
    case "requires":
      return t("{0} requires other tasks", name);
    case "policy":
      return task === null ? t("the limit of a run is another") : t("{0} has another policy", name);
    case "signature":
      return t("{0} has another signature", name);
    case "code":
      return t("{0} has another body", name);
  }
}

function waveNodes(parent: string, dag: DeclaredDag): readonly Node[] {
  const { t } = vscode.l10n;
  const tasks = new Map(dag.tasks.map((task) => [task.name, task]));
  const found = waves(graphOf(dag.name, dag.tasks));
  const group = (id: string, label: string, names: readonly string[], icon: string): Node => ({
    id: `${parent}/${id}`,
    label,
    description: names.length === 1 ? t("1 task") : t("{0} tasks", names.length),
    icon: { id: icon },
    kinds: ["wave"],
    about: { folder: dag.folder, dag: dag.name },
    expanded: dag.tasks.length < MOST_SHOWN_AT_ONCE,
    children: names.flatMap((name) => {
      const task = tasks.get(name);
      return task === undefined ? [] : [taskNode(`${parent}/${name}`, dag, task, tasks)];
    }),
  });
  return [
    ...found.waves.map((names, at) => group(`wave ${at}`, t("Wave {0}", at + 1), names, "layers")),
    ...(found.unordered.length === 0
      ? []
      : [group("unordered", t("On a cycle or behind one"), found.unordered, "warning")]),
  ];
}

/** Waves of a larger DAG are closed at first. */
const MOST_SHOWN_AT_ONCE = 40;

function taskNode(id: string, dag: DeclaredDag, task: DeclaredTask, tasks: ReadonlyMap<string, DeclaredTask>): Node {
  const { t } = vscode.l10n;
  const { folder, name: dagName } = dag;
  const drifts = dag.drift.filter((difference) => difference.task === task.name);
  const click = { command: "orchex.openCode", title: t("Go to Code") };
  const about = { folder, dag: dagName, task: task.name, place: { uri: task.uri, ...task.range.start } };
  const requires = task.requires.map((name): Node => {
    const required = tasks.get(name);
    return {
      id: `${id}/requires/${name}`,
      label: name,
      description: required === undefined ? t("is required and does not exist") : t("is required"),
      icon: required === undefined ? { id: "warning", color: "list.warningForeground" } : { id: "arrow-small-left" },
      kinds: ["requirement", "code"],
      click,
      about:
        required === undefined
          ? about
          : { ...about, task: name, place: { uri: required.uri, ...required.range.start } },
    };
  });
  return {
    id,
    label: task.name,
    ...(drifts.length > 0 && { description: drifts.map(driftWords).join(" · ") }),
    icon: drifts.length > 0 ? { id: "symbol-function", color: "list.warningForeground" } : { id: "symbol-function" },
    kinds: ["task", "code"],
    click,
    about,
    ...(requires.length > 0 && { children: requires }),
  };
}

function storedNode(folder: string, { dag, version }: DagEntry): Node {
  const { t } = vscode.l10n;
  return {
    id: `dags/${folder}//${dag}`,
    label: dag,
    description: [version === null ? "" : shortVersion(version), t("only in the ledger")]
      .filter((word) => word !== "")
      .join(" · "),
    icon: { id: "archive" },
    kinds: ["stored"],
    about: { folder, dag },
  };
}
