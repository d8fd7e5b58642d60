import type { DagNode, TaskNode, Workspace } from "orchex-analysis";
import type { SourceLocation } from "orchex/dag";
import type { Location, Range } from "vscode-languageserver/node";
import type { LiveFacts } from "./live.ts";
import type { Settings } from "./settings.ts";
import type { TypeFacts } from "./typeFacts.ts";

/** What a client can show, as far as an answer depends on it. */
export interface ClientAbilities {
  readonly markdown: boolean;
  readonly locationLinks: boolean;
  readonly hierarchicalSymbols: boolean;
  /** Commands that the client runs itself, such as `orchex.showGraph`; a lens with another one does nothing there. */
  readonly commands: ReadonlySet<string>;
}

/** Everything a feature may look at: data at hand, nothing awaited. */
export interface FeatureContext {
  readonly workspace: Workspace;
  readonly live: LiveFacts;
  readonly types: TypeFacts;
  readonly settings: Settings;
  readonly client: ClientAbilities;
  /** The text of a file, open or on disk; null when there is none. */
  readonly textOf: (file: string) => string | null;
  /** The URI of a file as the client spells it. */
  readonly uriOf: (file: string) => string;
}

export function rangeOf({ start, end }: SourceLocation): Range {
  return { start, end };
}

export function locationOf(context: FeatureContext, location: SourceLocation): Location {
  return { uri: context.uriOf(location.file), range: rangeOf(location) };
}

/** The DAG of a task, if it is known from the source. Of two with one name, the one that has the task. */
export function dagOfTask(workspace: Workspace, task: TaskNode): DagNode | undefined {
  if (task.dag === null) return undefined;
  const named = workspace.dagsNamed(task.dag);
  return named.length < 2 ? named[0] : (named.find((dag) => dag.tasks.includes(task)) ?? named[0]);
}
