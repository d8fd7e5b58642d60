import {
  cycles,
  graphOf,
  waves,
  type Drift,
  type Graph,
  type Problem,
  type Severity,
  type SourceLocation,
} from "orchex/dag";
import type { DagGraph } from "../messages.ts";

/** How a task differs from the active snapshot, in the words of version control. */
export type DriftMark = "added" | "changed" | "removed";
type EdgeKind = "plain" | "added" | "removed" | "cycle";

export interface SceneTask {
  readonly name: string;
  /** Undefined for a task without a place: on a cycle, or downstream of one. */
  readonly wave: number | undefined;
  readonly location: SourceLocation | null;
  readonly problems: readonly Problem[];
  /** The worst severity of its problems; null without one. */
  readonly worst: Severity | null;
  readonly drift: readonly Drift[];
  readonly mark: DriftMark | null;
}

/** From the required task to the one that requires it. */
export interface SceneEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
}

/** Everything about a DAG that is drawn and does not depend on a run. */
export interface Scene {
  readonly dag: string;
  readonly version: string | null;
  /** With the tasks that only the active snapshot has, after all others, and without edges that only it has. */
  readonly graph: Graph;
  readonly tasks: ReadonlyMap<string, SceneTask>;
  readonly edges: readonly SceneEdge[];
  readonly waves: readonly (readonly string[])[];
  readonly unordered: readonly string[];
  /** Problems and drift of the DAG itself, which no task shows. */
  readonly problems: readonly Problem[];
  readonly drift: readonly Drift[];
  /** Equal for graphs that are laid out alike: a new problem or drift of a policy moves nothing. */
  readonly shape: string;
}

/** Reads what the host says of a DAG into what is drawn. */
export function sceneOf(document: DagGraph): Scene {
  const removed = document.drift.filter((drift) => drift.kind === "removed");
  const ghosts = removed.map(({ task, from }) => ({ name: task, requires: from.requires }));
  const graph = graphOf(document.dag, [...document.tasks, ...ghosts]);
  const known = new Set(graph.tasks);
  const { waves: found, unordered } = waves(graph);
  const edges = edgesOf(graph, document.drift, known);
  return {
    dag: document.dag,
    version: document.version,
    graph,
    tasks: tasksOf(document, graph, found),
    edges,
    waves: found,
    unordered,
    problems: document.problems.filter(({ task }) => task === null || !known.has(task)),
    drift: document.drift.filter(({ task }) => task === null),
    shape: JSON.stringify(graph.tasks.map((task) => [task, graph.requires.get(task)])),
  };
}

function tasksOf(
  document: DagGraph,
  graph: Graph,
  found: readonly (readonly string[])[],
): ReadonlyMap<string, SceneTask> {
  const waveOf = new Map(found.flatMap((wave, index) => wave.map((task) => [task, index])));
  const problems = byTask(document.problems);
  const drifts = byTask(document.drift);
  const locations = new Map(document.tasks.map(({ name, location }) => [name, location]));
  return new Map(
    graph.tasks.map((name) => {
      const own = problems.get(name) ?? [];
      const drift = drifts.get(name) ?? [];
      const task: SceneTask = {
        name,
        wave: waveOf.get(name),
        location: locations.get(name) ?? null,
        problems: own,
        worst: SEVERITIES.find((severity) => own.some((problem) => problem.severity === severity)) ?? null,
        drift,
        mark: markOf(drift),
      };
      return [name, task];
    }),
  );
}

function byTask<Item extends { readonly task: string | null }>(items: readonly Item[]): Map<string | null, Item[]> {
  const groups = new Map<string | null, Item[]>();
  for (const item of items) {
    const group = groups.get(item.task);
    if (group === undefined) groups.set(item.task, [item]);
    else group.push(item);
  }
  return groups;
}

const SEVERITIES = ["error", "warning", "information", "hint"] as const;

function markOf(drift: readonly Drift[]): DriftMark | null {
  const [first] = drift;
  if (first === undefined) return null;
  return first.kind === "added" || first.kind === "removed" ? first.kind : "changed";
}

function edgesOf(graph: Graph, drifts: readonly Drift[], known: ReadonlySet<string>): readonly SceneEdge[] {
  const circular = new Set(
    cycles(graph).flatMap((cycle) => cycle.map((task, index) => key(cycle[(index + 1) % cycle.length] ?? task, task))),
  );
  const added = new Set<string>();
  const gone: SceneEdge[] = [];
  const ghosts = new Set<string>();
  for (const drift of drifts) {
    if (drift.kind === "removed") ghosts.add(drift.task);
    if (drift.kind === "added") drift.to.requires.forEach((required) => added.add(key(required, drift.task)));
    if (drift.kind !== "requires") continue;
    for (const required of drift.to) if (!drift.from.includes(required)) added.add(key(required, drift.task));
    for (const required of drift.from) {
      if (!drift.to.includes(required) && known.has(required) && known.has(drift.task)) {
        gone.push({ from: required, to: drift.task, kind: "removed" });
      }
    }
  }
  const kindOf = (from: string, to: string): EdgeKind => {
    if (circular.has(key(from, to))) return "cycle";
    if (ghosts.has(to)) return "removed";
    return added.has(key(from, to)) ? "added" : "plain";
  };
  const edges = graph.tasks.flatMap((to) =>
    (graph.requires.get(to) ?? []).map((from) => ({ from, to, kind: kindOf(from, to) })),
  );
  return [...edges, ...gone];
}

const key = (from: string, to: string) => JSON.stringify([from, to]);
