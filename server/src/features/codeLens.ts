import type { DagNode, TaskNode } from "orchex-analysis";
import { downstream, upstream, waves } from "orchex/dag";
import type { CodeLens, Command } from "vscode-languageserver/node";
import type { ClientCommand, CommandTarget, ServerCommand } from "../commands.ts";
import { driftOf } from "../driftOf.ts";
import { dagOfTask, rangeOf, type FeatureContext } from "../featureContext.ts";
import { counted } from "../markup.ts";

/** Above DAGs their size, drift and what can be done with them; above tasks how much hangs on them. */
export function codeLens(context: FeatureContext, file: string): CodeLens[] {
  if (!context.settings.codeLens) return [];
  const { dags, tasks } = context.workspace.inFile(file);
  return [...dags.flatMap((dag) => ofDag(context, dag)), ...tasks.flatMap((task) => ofTask(context, task))];
}

function ofDag(context: FeatureContext, dag: DagNode): CodeLens[] {
  const target: CommandTarget = { dag: dag.name, uri: context.uriOf(dag.location.file) };
  const count = `${counted(dag.graph.tasks.length, "task")} · ${counted(waves(dag.graph).waves.length, "wave")}`;
  const commands = [shown(context, count, "orchex.showGraph", target)];
  if (context.live.status.kind === "connected") commands.push(...actions(context, dag, target));
  return commands.map((command) => ({ range: rangeOf(dag.nameLocation), command }));
}

function actions(context: FeatureContext, dag: DagNode, target: CommandTarget): Command[] {
  const live = context.live.dag(dag.name, dag.location.file);
  const active = live?.active ?? null;
  const drifts = driftOf(dag, context).length;
  const commands: Command[] = [];
  if (active === null) commands.push({ title: "no active snapshot", command: "" });
  if (drifts > 0) commands.push({ title: `${counted(drifts, "difference")} from the active snapshot`, command: "" });
  if ((active === null || drifts > 0) && dag.exportName !== null) {
    commands.push(run("snapshot & activate", "orchex.snapshot", { ...target, activate: true }));
  }
  if (active !== null) commands.push(run("run", "orchex.enqueue", target));
  const open = live?.runningRuns ?? 0;
  if (open > 0) commands.push({ title: `${counted(open, "run")} open`, command: "" });
  return commands;
}

function ofTask(context: FeatureContext, task: TaskNode): CodeLens[] {
  const dag = dagOfTask(context.workspace, task);
  if (dag === undefined || task.name === null) return [];
  const target: CommandTarget = { dag: dag.name, uri: context.uriOf(dag.location.file), task: task.name };
  const up = upstream(dag.graph, [task.name]).size;
  const down = downstream(dag.graph, [task.name]).size;
  const commands = [shown(context, `${up} upstream · ${down} downstream`, "orchex.showTask", target)];
  const dead = context.live.dag(dag.name, dag.location.file)?.tasks.get(task.name)?.dead ?? 0;
  if (dead > 0) commands.push(run(`${dead} dead · retry`, "orchex.retryDead", target));
  return commands.map((command) => ({ range: rangeOf(task.nameLocation), command }));
}

/** Says something; in a client that can, it also opens more about it. */
function shown(context: FeatureContext, title: string, command: ClientCommand, target: CommandTarget): Command {
  return context.client.commands.has(command) ? { title, command, arguments: [target] } : { title, command: "" };
}

function run(title: string, command: ServerCommand, target: CommandTarget & { readonly activate?: boolean }): Command {
  return { title, command, arguments: [target] };
}
