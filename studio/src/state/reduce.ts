import { criticalPath } from "../criticalPath.ts";
import { sceneOf, type Scene } from "../graph/scene.ts";
import { searchTasks } from "../graph/searchTasks.ts";
import { translator } from "../l10n.ts";
import type { DagGraph, HostMessage } from "../messages.ts";
import { durationMs, withJobs, type Overlay } from "../run/overlay.ts";
import type { Action } from "./action.ts";
import type { Search, ViewState } from "./viewState.ts";

export const initialState: ViewState = {
  t: translator({}),
  scene: null,
  overlay: null,
  critical: null,
  current: null,
  scope: { kind: "whole" },
  drawn: null,
  search: null,
  camera: null,
  showsText: false,
  showsCritical: true,
  showsLegend: true,
  followsCursor: true,
};

/** The next state of the view. An action that changes nothing answers the same object, and nothing is drawn. */
export function reduce(state: ViewState, action: Action): ViewState {
  switch (action.type) {
    case "host":
      return hear(state, action.message, action.receivedMs);
    case "select":
      return select(state, action.task, action.camera);
    case "scope":
      return { ...state, scope: action.scope };
    case "drawn":
      return { ...state, drawn: action.drawn };
    case "search":
      return search(state, action.text);
    case "searchStep":
      return searchStep(state, action.by);
    case "endSearch":
      return state.search === null ? state : { ...state, search: null };
    case "camera":
      return { ...state, camera: action.camera };
    case "toggle":
      return { ...state, [action.what]: !state[action.what] };
  }
}

function hear(state: ViewState, message: HostMessage, receivedMs: number): ViewState {
  switch (message.type) {
    case "graph":
      return withGraph(state, message.graph);
    case "run": {
      if (message.run === null) return { ...state, overlay: null, critical: null };
      const { jobs, ...run } = message.run;
      const before = state.overlay?.run.run === run.run ? state.overlay.jobs : new Map();
      const known = new Set(jobs.map(({ task }) => task));
      const kept = new Map([...before].filter(([task]) => known.has(task)));
      const overlay = { run, jobs: withJobs(kept, jobs), skewMs: skew(message.now, receivedMs) };
      return withOverlay(state, overlay);
    }
    case "jobs": {
      if (state.overlay === null || state.overlay.run.run !== message.run.run) return state;
      const jobs = withJobs(state.overlay.jobs, message.jobs);
      return withOverlay(state, { run: message.run, jobs, skewMs: skew(message.now, receivedMs) });
    }
    case "selection":
      return followCursor(state, message.task);
    case "search":
      return search(state, message.text);
    case "words":
      return { ...state, t: translator(message.words) };
    case "export":
      return state;
  }
}

function withGraph(state: ViewState, document: DagGraph): ViewState {
  const scene = sceneOf(document);
  const has = (task: string) => scene.tasks.has(task);
  const other = state.scene?.dag !== scene.dag;
  const scope =
    state.scope.kind === "whole" || (!other && has(state.scope.task)) ? state.scope : { kind: "whole" as const };
  const current = !other && state.current !== null && has(state.current) ? state.current : null;
  const next: ViewState = {
    ...state,
    scene,
    scope,
    current,
    search: other || state.search === null ? null : searchOf(scene, state.search.text, state.search.index),
    camera: other ? { to: "fit" } : state.camera,
    drawn: other ? null : state.drawn,
  };
  if (state.overlay === null || other) return { ...next, overlay: null, critical: null };
  return withOverlay({ ...next, critical: null }, state.overlay);
}

/** The critical path is of what has finished: a running job that grows by the second would make it flicker. */
function withOverlay(state: ViewState, overlay: Overlay): ViewState {
  if (state.scene === null) return { ...state, overlay };
  if (state.critical !== null && state.overlay?.jobs === overlay.jobs) return { ...state, overlay };
  const path = criticalPath(state.scene.graph, (task) => {
    const job = overlay.jobs.get(task);
    return job?.finishedMs === null ? undefined : durationMs(job, 0);
  });
  const before = state.critical;
  const same =
    before !== null && before.path.totalMs === path.totalMs && before.path.tasks.join() === path.tasks.join();
  return { ...state, overlay, critical: same ? before : { path, tasks: new Set(path.tasks) } };
}

function skew(now: string, receivedMs: number): number {
  const time = Date.parse(now);
  return Number.isNaN(time) ? 0 : time - receivedMs;
}

function followCursor(state: ViewState, task: string | null): ViewState {
  if (!state.followsCursor || task === null || task === state.current || !state.scene?.tasks.has(task)) return state;
  const scope = state.scope.kind === "near" ? { kind: "near" as const, task } : state.scope;
  return { ...state, current: task, scope, camera: { to: "task", task, always: false } };
}

function select(state: ViewState, task: string | null, camera: ViewState["camera"] | undefined): ViewState {
  if (task !== null && !state.scene?.tasks.has(task)) return state;
  if (task === state.current && camera === undefined) return state;
  return { ...state, current: task, camera: camera ?? state.camera };
}

function search(state: ViewState, text: string): ViewState {
  if (state.scene === null) return state;
  return { ...state, search: searchOf(state.scene, text, 0) };
}

function searchOf(scene: Scene, text: string, index: number): Search {
  const matches = searchTasks(scene.graph.tasks, text);
  return { text, matches, matching: new Set(matches), index: Math.min(index, Math.max(0, matches.length - 1)) };
}

function searchStep(state: ViewState, by: 1 | -1): ViewState {
  const { search: found } = state;
  if (found === null || found.matches.length === 0) return state;
  const index = (found.index + by + found.matches.length) % found.matches.length;
  const task = found.matches[index];
  const camera = task === undefined ? state.camera : { to: "task" as const, task, always: false };
  return { ...state, search: { ...found, index }, camera };
}
