import type { DagTotals, EditorLedger, TaskFigures, JobState } from "../store/editorLedger.ts";
import type { RunSummary } from "../store/store.ts";
import { ChangedItems } from "./changedItems.ts";
import { depthOf } from "./depthOf.ts";
import type { Changed, Topic } from "./protocol.ts";
import { wire } from "./wire.ts";
import { workersOf } from "./workersOf.ts";

/** One look at a topic: the news since the last look, or null. */
export type Probe = (look: Look) => Promise<Changed | null>;

/** What the looks of one round share. */
export interface Look {
  readonly ledger: EditorLedger;
  readonly totals: () => Promise<readonly DagTotals[]>;
}

const RUNS = 100;

/** Looks at a topic, again and again. */
export function probeOf(topic: Topic): Probe {
  switch (topic) {
    case "dags":
      return whole(async ({ ledger }) => ({ topic, dags: wire(await ledger.knownDags()) }));
    case "workers":
      return whole(async ({ ledger }) => ({ topic, ...(await workersOf(ledger)) }));
    case "queue":
      return whole(async ({ totals }) => ({ topic, depth: depthOf(await totals()) }));
    case "dead":
      return deadProbe();
    case "runs":
      return runsProbe();
    default:
      return topic.startsWith("run:") ? runProbe(topic.slice(4)) : figuresProbe(topic.slice(8));
  }
}

/** News is all there is to say, when it is other than before. */
function whole(say: (look: Look) => Promise<Changed>): Probe {
  let before = "";
  return async (look) => {
    const said = await say(look);
    const text = JSON.stringify(said);
    if (text === before) return null;
    before = text;
    return said;
  };
}

/** One job may have died while another was given a life: then the number is the same, and the latest death is not. */
function deadProbe(): Probe {
  let before = "";
  return async ({ totals }) => {
    const dags = (await totals()).filter(({ jobs }) => jobs.dead > 0);
    const text = JSON.stringify(dags.map(({ dag, jobs, lastDeathAt }) => [dag, jobs.dead, lastDeathAt]));
    if (text === before) return null;
    before = text;
    const counts = Object.fromEntries(dags.map(({ dag, jobs }) => [dag, jobs.dead]));
    return { topic: "dead", total: dags.reduce((sum, { jobs }) => sum + jobs.dead, 0), dags: counts };
  };
}

function runsProbe(): Probe {
  const seen = new ChangedItems<RunSummary>(({ runId }) => runId);
  let first = true;
  return async ({ ledger }) => {
    const runs = seen.next(await ledger.runs({ dag: null, status: null, limit: RUNS }));
    if (runs.length === 0 && !first) return null;
    first = false;
    return { topic: "runs", runs: wire(runs) };
  };
}

function runProbe(runId: string): Probe {
  const seen = new ChangedItems<JobState>(({ task }) => task);
  let before = "";
  return async ({ ledger }) => {
    const state = await ledger.runState(runId);
    if (state === null) return null;
    const { jobs, ...run } = state;
    const changed = seen.next(jobs);
    const text = JSON.stringify(run);
    if (changed.length === 0 && text === before) return null;
    before = text;
    return { topic: `run:${runId}`, run: wire(run), jobs: wire(changed) };
  };
}

/** A task whose runs have gone, or whose last dead job was retried, is told of once more: as one of which nothing is known. */
function figuresProbe(dag: string): Probe {
  const seen = new ChangedItems<TaskFigures>(({ task }) => task);
  let before: number | undefined;
  let known: readonly string[] = [];
  return async ({ ledger }) => {
    const { openRuns, tasks: all } = await ledger.figures(dag);
    const names = all.map(({ task }) => task);
    const gone = known.filter((task) => !names.includes(task)).map(unknownFigures);
    known = names;
    const tasks = [...seen.next(all), ...gone];
    if (tasks.length === 0 && openRuns === before) return null;
    before = openRuns;
    return { topic: `figures:${dag}`, dag, openRuns, tasks: wire(tasks) };
  };
}

function unknownFigures(task: string): TaskFigures {
  return { task, lastRun: null, succeeded: 0, failed: 0, p50Ms: null, p95Ms: null, dead: 0, processing: 0 };
}
