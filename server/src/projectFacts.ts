import type { Changed, ContentEntry, DagEntry, FiguresEntry } from "orchex/protocol";
import type { LiveDag, LiveSnapshot, LiveTask } from "./live.ts";

/** What is known of the DAGs of one project, from the news that came. Nothing is asked here. */
export class ProjectFacts {
  #dags: ReadonlyMap<string, DagEntry> | null = null;
  readonly #contents = new Map<string, LiveSnapshot>();
  readonly #figures = new Map<string, { openRuns: number; readonly tasks: Map<string, LiveTask> }>();

  /** Null when nothing is known about it yet. */
  dag(name: string): LiveDag | null {
    const version = this.activeVersion(name);
    if (version === undefined) return null;
    const active = version === null ? null : this.#contents.get(keyOf(name, version));
    if (active === undefined) return null;
    const figures = this.#figures.get(name);
    return { name, active, runningRuns: figures?.openRuns ?? 0, tasks: figures?.tasks ?? new Map<string, LiveTask>() };
  }

  /** Null when no snapshot is active, undefined when that is not known yet. */
  activeVersion(name: string): string | null | undefined {
    return this.#dags === null ? undefined : (this.#dags.get(name)?.version ?? null);
  }

  /** Whether the active snapshot's content still has to be asked for. */
  lacksContent(name: string): boolean {
    const version = this.activeVersion(name);
    return version !== undefined && version !== null && !this.#contents.has(keyOf(name, version));
  }

  /** Takes in news; answers the DAGs of which something is other than before. */
  hear(news: Changed): ReadonlySet<string> {
    if ("dags" in news && Array.isArray(news.dags)) return this.#hearDags(news.dags as readonly DagEntry[]);
    if ("openRuns" in news) return this.#hearFigures(news.dag, news.openRuns, news.tasks);
    return new Set();
  }

  hearContent(name: string, { version, createdAt, content }: ContentEntry): void {
    // Only the active one is ever looked at.
    for (const key of this.#contents.keys()) if (key.startsWith(keyOf(name, ""))) this.#contents.delete(key);
    this.#contents.set(keyOf(name, version), { version, createdAt, content });
  }

  #hearDags(dags: readonly DagEntry[]): ReadonlySet<string> {
    const before = this.#dags;
    this.#dags = new Map(dags.map((entry) => [entry.dag, entry]));
    const names = new Set([...(before?.keys() ?? []), ...this.#dags.keys()]);
    return new Set([...names].filter((name) => before?.get(name)?.version !== this.#dags?.get(name)?.version));
  }

  #hearFigures(dag: string, openRuns: number, tasks: readonly FiguresEntry[]): ReadonlySet<string> {
    const known = this.#figures.get(dag)?.tasks ?? new Map<string, LiveTask>();
    for (const entry of tasks) known.set(entry.task, liveTask(entry));
    this.#figures.set(dag, { openRuns, tasks: known });
    return new Set([dag]);
  }
}

/** A name may hold any character but none below a space. */
function keyOf(dag: string, version: string): string {
  return `${dag}\n${version}`;
}

function liveTask({ lastRun, succeeded, failed, p50Ms, p95Ms, dead, processing }: FiguresEntry): LiveTask {
  const ended = succeeded + failed;
  return { lastRun, successRate: ended === 0 ? null : succeeded / ended, p50Ms, p95Ms, dead, processing };
}
