import type { LinkStatus } from "orchex-language-server/protocol";
import type { DagEntry, DeadEntry, Depth, RunEntry, StaleLease, WorkerEntry, Changed } from "orchex/protocol";

/** What is known of one project's ledger: the last news of each topic. Null until the first has come. */
export interface ProjectState {
  /** The folder of the workspace. */
  readonly folder: string;
  readonly link: LinkStatus | null;
  readonly dags: readonly DagEntry[] | null;
  /** Newest first. */
  readonly runs: readonly RunEntry[] | null;
  readonly depth: Depth | null;
  readonly deadTotal: number | null;
  /** The list belongs to `deadTotal`, and is asked for when that changes. */
  readonly dead: readonly DeadEntry[] | null;
  readonly workers: readonly WorkerEntry[] | null;
  /** Jobs in the hands of workers that no longer answer. */
  readonly staleLeases: readonly StaleLease[];
}

export function newProject(folder: string): ProjectState {
  return {
    folder,
    link: null,
    dags: null,
    runs: null,
    depth: null,
    deadTotal: null,
    dead: null,
    workers: null,
    staleLeases: [],
  };
}

/** As many as are told of by `changed`. */
const MOST_RUNS = 100;

/** The state after some news. */
export function withNews(project: ProjectState, news: Changed): ProjectState {
  if ("runs" in news) return { ...project, runs: mergedRuns(project.runs ?? [], news.runs) };
  if ("depth" in news) return { ...project, depth: news.depth };
  if ("total" in news) return { ...project, deadTotal: news.total };
  if ("workers" in news) return { ...project, workers: news.workers, staleLeases: news.staleLeases };
  if ("dags" in news) return { ...project, dags: news.dags };
  return project;
}

function mergedRuns(known: readonly RunEntry[], fresh: readonly RunEntry[]): readonly RunEntry[] {
  const runs = new Map(known.map((run) => [run.runId, run]));
  for (const run of fresh) runs.set(run.runId, run);
  return [...runs.values()].sort(newestFirst).slice(0, MOST_RUNS);
}

/** Ids begin with their time, which settles what was made within one millisecond. */
function newestFirst(a: RunEntry, b: RunEntry): number {
  const [first, second] = [`${a.createdAt} ${a.runId}`, `${b.createdAt} ${b.runId}`];
  return first < second ? 1 : first > second ? -1 : 0;
}
