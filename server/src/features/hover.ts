import type { DagNode, TaskNode } from "orchex-analysis";
import { downstream, formatDuration, upstream, waves, type Position, type TaskPolicy } from "orchex/dag";
import type { Hover } from "vscode-languageserver/node";
import { driftOf } from "../driftOf.ts";
import { dagOfTask, rangeOf, type FeatureContext } from "../featureContext.ts";
import { lastError, liveText } from "../liveText.ts";
import { counted, firstOf, markupFor, type Markup } from "../markup.ts";

/** What a name in a DAG is: its place in the graph, its policy, how it did lately, how it differs from the snapshot. */
export function hover(context: FeatureContext, file: string, position: Position): Hover | null {
  const occurrence = context.workspace.occurrenceAt(file, position);
  if (occurrence === null) return null;
  const markup = markupFor(context.client);
  const range = rangeOf(occurrence.location);
  if (occurrence.kind === "dag") {
    const dag = context.workspace.dagsNamed(occurrence.name).find(({ location }) => location.file === file);
    return dag === undefined ? null : { contents: markup.content(aboutDag(context, dag, markup)), range };
  }
  if (occurrence.task === null) return null;
  return { contents: markup.content(aboutTask(context, occurrence.task, markup)), range };
}

function aboutDag(context: FeatureContext, dag: DagNode, markup: Markup): string[] {
  const found = waves(dag.graph);
  const live = context.live.dag(dag.name, dag.location.file);
  const drifts = driftOf(dag, context);
  const limit = dag.declaration.timeoutMs;
  return [
    `${markup.strong(markup.code(dag.name))} · DAG of ${counted(dag.graph.tasks.length, "task")} in ${counted(found.waves.length, "wave")}`,
    ...(found.unordered.length > 0 ? [`${counted(found.unordered.length, "task")} on or below a cycle`] : []),
    ...(limit === undefined ? [] : [`A run may take ${formatDuration(limit)}`]),
    ...(dag.complete ? [] : ["Not known completely from its source"]),
    ...(live === null
      ? []
      : [markup.rule, activeLine(live.active, markup), `${counted(live.runningRuns, "run")} open`]),
    ...drifts.map((problem) => problem.message),
  ];
}

function activeLine(active: { readonly version: string; readonly createdAt: string } | null, markup: Markup): string {
  if (active === null) return "No snapshot is active";
  return `Active snapshot ${markup.code(active.version.slice(0, 12))} of ${active.createdAt.slice(0, 16).replace("T", " ")} UTC`;
}

function aboutTask(context: FeatureContext, task: TaskNode, markup: Markup): string[] {
  const name = task.name ?? "(computed)";
  const dag = dagOfTask(context.workspace, task);
  const title = `${markup.strong(markup.code(name))} · task`;
  if (dag === undefined || task.name === null) {
    return [
      task.dag === null
        ? `${title} of a DAG that is not known from the source`
        : `${title} of ${markup.code(task.dag)}`,
    ];
  }
  const figures = context.live.dag(dag.name, dag.location.file)?.tasks.get(name);
  const figuresLine = figures === undefined ? null : liveText(figures);
  const error = figures === undefined ? null : lastError(figures);
  return [
    `${title} of ${markup.code(dag.name)} · ${place(dag, name)}`,
    ...reachLine("Upstream", [...upstream(dag.graph, [name])], markup),
    ...reachLine("Downstream", [...downstream(dag.graph, [name])], markup),
    ...policyLine(dag, task),
    ...(figuresLine === null && error === null ? [] : [markup.rule]),
    ...(figuresLine === null ? [] : [figuresLine]),
    ...(error === null ? [] : [`Last error: ${markup.code(error)}`]),
    ...driftOf(dag, context)
      .filter((problem) => problem.task === name)
      .map((problem) => problem.message),
  ];
}

function place(dag: DagNode, name: string): string {
  const found = waves(dag.graph);
  const index = found.waves.findIndex((wave) => wave.includes(name));
  return index < 0 ? "on or below a cycle" : `wave ${index + 1} of ${found.waves.length}`;
}

function reachLine(word: string, names: readonly string[], markup: Markup): string[] {
  return names.length === 0 ? [] : [`${word}: ${firstOf(names, 10, markup.code)} (${names.length})`];
}

function policyLine(dag: DagNode, task: TaskNode): string[] {
  const policy = dag.declaration.tasks.find(({ name }) => name === task.name)?.policy ?? {};
  const parts = policyParts(policy);
  return parts.length === 0 ? [] : [parts.join(" · ")];
}

function policyParts({ timeoutMs, maxAttempts, backoff, priority, queue }: TaskPolicy): string[] {
  return [
    timeoutMs === undefined ? "" : timeoutMs === null ? "no timeout" : `timeout ${formatDuration(timeoutMs)}`,
    maxAttempts === undefined ? "" : counted(maxAttempts, "attempt"),
    backoff === undefined
      ? ""
      : `back-off ${backoff.kind === "fixed" ? `fixed ${formatDuration(backoff.delayMs)}` : backoff.kind}`,
    priority === undefined ? "" : `priority ${priority}`,
    queue === undefined ? "" : `queue ${queue}`,
  ].filter((part) => part !== "");
}
