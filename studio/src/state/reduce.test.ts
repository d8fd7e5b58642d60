import { expect, test } from "vitest";
import { dagOf } from "../graph/dags.test-support.ts";
import type { HostMessage, JobState } from "../messages.ts";
import type { Action } from "./action.ts";
import { initialState, reduce } from "./reduce.ts";
import type { ViewState } from "./viewState.ts";

const NOW = "2026-01-01T00:01:00.000Z";
const heard = (message: HostMessage): Action => ({ type: "host", message, receivedMs: Date.parse(NOW) });
const after = (...actions: readonly Action[]): ViewState => actions.reduce(reduce, initialState);
const graph = heard({ type: "graph", graph: dagOf({ a: [], b: ["a"], c: ["b"] }) });

function job(task: string, more: Partial<JobState> = {}): JobState {
  return { task, status: "pending", attempts: 0, startedAt: null, finishedAt: null, error: null, ...more };
}
const succeeded = (task: string) =>
  job(task, {
    status: "succeeded",
    attempts: 1,
    startedAt: "2026-01-01T00:00:00.000Z",
    finishedAt: "2026-01-01T00:00:05.000Z",
  });
const run = { run: "r1", status: "running", startedAt: NOW, finishedAt: null } as const;
const whole = heard({ type: "run", run: { ...run, jobs: [job("a"), job("b"), job("c")] }, now: NOW });
const jobs = (...changed: readonly JobState[]) => heard({ type: "jobs", run, jobs: changed, now: NOW });

test("a job that moves is a new object; the others, the scene and the layout stay the same", () => {
  const before = after(graph, whole);
  const state = reduce(before, jobs(succeeded("a"), job("b")));
  expect(state.overlay?.jobs.get("a")?.status).toBe("succeeded");
  expect(state.overlay?.jobs.get("b")).toBe(before.overlay?.jobs.get("b"));
  expect(state.scene).toBe(before.scene);
  expect(state.drawn).toBe(before.drawn);
});

test("the critical path follows what finishes and stays the same object otherwise", () => {
  const one = after(graph, whole, jobs(succeeded("a")));
  expect(one.critical?.path).toEqual({ tasks: ["a"], totalMs: 5000 });
  const running = reduce(one, jobs(job("b", { status: "processing", startedAt: NOW })));
  expect(running.critical).toBe(one.critical);
  expect(reduce(running, jobs(succeeded("b"))).critical?.path.tasks).toEqual(["a", "b"]);
});

test("changes of another run are ignored, and another run starts afresh", () => {
  const state = after(graph, whole, jobs(succeeded("a")));
  const other = heard({ type: "jobs", run: { ...run, run: "r2" }, jobs: [succeeded("b")], now: NOW });
  expect(reduce(state, other)).toBe(state);
  const next = reduce(state, heard({ type: "run", run: { ...run, run: "r2", jobs: [job("b")] }, now: NOW }));
  expect([...(next.overlay?.jobs.keys() ?? [])]).toEqual(["b"]);
  expect(next.critical?.path.tasks).toEqual([]);
  expect(reduce(next, heard({ type: "run", run: null, now: NOW })).overlay).toBeNull();
});

test("another DAG takes nothing of the first with it", () => {
  const state = after(
    graph,
    whole,
    { type: "select", task: "b" },
    { type: "scope", scope: { kind: "near", task: "b" } },
  );
  const next = reduce(state, heard({ type: "graph", graph: { ...dagOf({ b: [] }), dag: "other" } }));
  expect(next).toMatchObject({ current: null, scope: { kind: "whole" }, overlay: null, search: null });
});

test("the same DAG, typed on, keeps the task one looks at, and lets go of it when it is gone", () => {
  const state = after(graph, { type: "select", task: "c" }, { type: "scope", scope: { kind: "upstream", task: "c" } });
  const typed = reduce(state, heard({ type: "graph", graph: dagOf({ a: [], b: [], c: ["b"] }) }));
  expect(typed).toMatchObject({ current: "c", scope: { kind: "upstream", task: "c" } });
  const gone = reduce(state, heard({ type: "graph", graph: dagOf({ a: [] }) }));
  expect(gone).toMatchObject({ current: null, scope: { kind: "whole" } });
});

test("the view follows the cursor only while it is told to, and a neighbourhood moves with it", () => {
  const near: Action = { type: "scope", scope: { kind: "near", task: "a" } };
  const moved = after(graph, near, heard({ type: "selection", task: "b" }));
  expect(moved).toMatchObject({ current: "b", scope: { kind: "near", task: "b" }, camera: { to: "task", task: "b" } });
  const still = after(graph, { type: "toggle", what: "followsCursor" });
  expect(reduce(still, heard({ type: "selection", task: "b" }))).toBe(still);
  expect(reduce(moved, heard({ type: "selection", task: "nobody" }))).toBe(moved);
});

test("the steps of a search go around, and end where it is closed", () => {
  const state = after(graph, { type: "search", text: "" });
  expect(state.search?.matches).toEqual([]);
  const found = reduce(state, { type: "search", text: "b" });
  expect(found.search?.matches).toEqual(["b"]);
  expect(reduce(found, { type: "searchStep", by: -1 }).search?.index).toBe(0);
  expect(reduce(found, { type: "endSearch" }).search).toBeNull();
});

test("a clock that goes wrong on this machine is set right by the host's", () => {
  const late = reduce(after(graph), {
    type: "host",
    message: { type: "run", run: { ...run, jobs: [] }, now: NOW },
    receivedMs: Date.parse(NOW) - 90_000,
  });
  expect(late.overlay?.skewMs).toBe(90_000);
});
