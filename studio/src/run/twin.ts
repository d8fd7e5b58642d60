import type { Drift, Problem } from "orchex/dag";
import type { DriftMark, Scene } from "../graph/scene.ts";
import type { Job } from "./overlay.ts";

/** One task of the plain-text twin: everything that its node and edges say in the picture. */
export interface TwinTask {
  readonly name: string;
  readonly job: Job | undefined;
  readonly requires: readonly string[];
  /** Requirements that only the active snapshot has. */
  readonly formerlyRequired: readonly string[];
  readonly requiredBy: readonly string[];
  readonly mark: DriftMark | null;
  readonly drift: readonly Drift[];
  readonly problems: readonly Problem[];
  readonly critical: boolean;
}

export interface TwinWave {
  /** From 0; null for the tasks that have no place because of a cycle. */
  readonly wave: number | null;
  readonly tasks: readonly TwinTask[];
}

/** The graph as a list, wave by wave: what can start first comes first. */
export function twinOf(
  scene: Scene,
  jobs: ReadonlyMap<string, Job>,
  critical: ReadonlySet<string>,
): readonly TwinWave[] {
  const former = new Map<string, string[]>();
  for (const { from, to, kind } of scene.edges) {
    if (kind === "removed" && !scene.graph.requires.get(to)?.includes(from)) {
      former.set(to, [...(former.get(to) ?? []), from]);
    }
  }
  const taskOf = (name: string): TwinTask => {
    const task = scene.tasks.get(name);
    return {
      name,
      job: jobs.get(name),
      requires: scene.graph.requires.get(name) ?? [],
      formerlyRequired: former.get(name) ?? [],
      requiredBy: scene.graph.dependents.get(name) ?? [],
      mark: task?.mark ?? null,
      drift: task?.drift ?? [],
      problems: task?.problems ?? [],
      critical: critical.has(name),
    };
  };
  const waves: TwinWave[] = scene.waves.map((wave, index) => ({ wave: index, tasks: wave.map(taskOf) }));
  return scene.unordered.length === 0 ? waves : [...waves, { wave: null, tasks: scene.unordered.map(taskOf) }];
}
