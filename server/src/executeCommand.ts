import type { Workspace } from "orchex-analysis";
import { quote } from "orchex/dag";
import { serverCommands, type ServerCommand } from "./commands.ts";
import { fileOfUri } from "./fileUri.ts";
import type { LiveActions, LiveTarget } from "./live.ts";
import { fieldOf, invalid, textIn } from "./params.ts";

/** What a command did: `message` is a sentence for the user, the rest is for clients that show more. */
export interface CommandOutcome {
  readonly message: string;
  readonly [detail: string]: unknown;
}

/** Runs one of the server's commands through the live link. Rejects with a sentence for the user. */
export async function executeCommand(
  actions: LiveActions,
  workspaceOf: (file: string) => Workspace,
  command: string,
  argument: unknown,
): Promise<CommandOutcome> {
  const known = serverCommands.find((name) => name === command);
  if (known === undefined) return invalid(`there is no command ${quote(command)}`);
  const target = { dag: textIn(argument, "dag"), file: fileOfUri(textIn(argument, "uri")) };
  return run(actions, workspaceOf, known, { target, argument });
}

interface Call {
  readonly target: LiveTarget;
  readonly argument: unknown;
}

async function run(
  actions: LiveActions,
  workspaceOf: (file: string) => Workspace,
  command: ServerCommand,
  { target, argument }: Call,
): Promise<CommandOutcome> {
  switch (command) {
    case "orchex.enqueue": {
      const inputs = fieldOf(argument, "inputs") ?? {};
      if (typeof inputs !== "object" || Array.isArray(inputs)) return invalid("inputs must be an object");
      const run = await actions.enqueue({ ...target, inputs: inputs as Readonly<Record<string, unknown>> });
      return { message: `Run ${run.runId} of ${quote(target.dag)} has started.`, ...run };
    }
    case "orchex.snapshot": {
      const exportName = exportOf(workspaceOf(target.file), target);
      const activate = fieldOf(argument, "activate") === true;
      const stored = await actions.snapshot({ ...target, exportName, activate });
      return { message: snapshotMessage(target.dag, stored), ...stored };
    }
    case "orchex.activate": {
      const { version } = await actions.activate({ ...target, version: textIn(argument, "version") });
      return { message: `Snapshot ${version.slice(0, 12)} of ${quote(target.dag)} is active.`, version };
    }
    case "orchex.retryDead": {
      const task = fieldOf(argument, "task");
      const { jobs } = await actions.retry({ ...target, status: "dead", task: typeof task === "string" ? task : null });
      return { message: `${jobs} ${jobs === 1 ? "job gets" : "jobs get"} another life.`, jobs };
    }
  }
}

function exportOf(workspace: Workspace, { dag, file }: LiveTarget): string {
  const node = workspace.dagsNamed(dag).find(({ location }) => location.file === file);
  if (node === undefined) return invalid(`there is no DAG ${quote(dag)} in this file`);
  if (node.exportName === null) throw new Error(`Export DAG ${quote(dag)} from its module, so that it can be loaded.`);
  return node.exportName;
}

function snapshotMessage(
  dag: string,
  { version, created, active }: { readonly version: string; readonly created: boolean; readonly active: boolean },
): string {
  const stored = created ? "is stored" : "was stored already";
  return `Snapshot ${version.slice(0, 12)} of ${quote(dag)} ${stored}${active ? " and is active" : ""}.`;
}
