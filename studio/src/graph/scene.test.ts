import { link } from "orchex/dag";
import { expect, test } from "vitest";
import { dagOf } from "./dags.test-support.ts";
import { sceneOf } from "./scene.ts";

const kinds = (dag: Parameters<typeof sceneOf>[0]) =>
  Object.fromEntries(sceneOf(dag).edges.map(({ from, to, kind }) => [`${from} ${to}`, kind]));

test("the edges of a cycle are marked, and nothing else", () => {
  expect(kinds(dagOf({ a: ["c"], b: ["a"], c: ["b"], d: ["c"] }))).toEqual({
    "c a": "cycle",
    "a b": "cycle",
    "b c": "cycle",
    "c d": "plain",
  });
});

test("a task that only the active snapshot has is a ghost with the edges it had", () => {
  const dag = dagOf(
    { a: [], b: ["a"] },
    {
      drift: [
        { kind: "removed", task: "old", from: { requires: ["a"] }, to: null },
        { kind: "requires", task: "b", from: ["a", "old"], to: ["a"] },
      ],
    },
  );
  const scene = sceneOf(dag);
  expect(scene.graph.tasks).toEqual(["a", "b", "old"]);
  expect(scene.tasks.get("old")).toMatchObject({ mark: "removed", wave: 1 });
  expect(scene.tasks.get("b")).toMatchObject({ mark: "changed" });
  expect(kinds(dag)).toEqual({ "a b": "plain", "a old": "removed", "old b": "removed" });
});

test("what is new is marked, the task and its edges", () => {
  const drift = [
    { kind: "added" as const, task: "b", from: null, to: { requires: ["a"] } },
    { kind: "requires" as const, task: "c", from: ["b"], to: ["a", "b"] },
  ];
  const dag = dagOf({ a: [], b: ["a"], c: ["a", "b"] }, { drift });
  expect(kinds(dag)).toEqual({ "a b": "added", "a c": "added", "b c": "plain" });
  expect(sceneOf(dag).tasks.get("b")?.mark).toBe("added");
});

test("a task has its own problems, the worst of them first in mind; the DAG keeps those of no task", () => {
  const { problems } = link({
    name: "etl",
    timeoutMs: -1,
    tasks: [{ name: "a", requires: [{ name: "nowhere" }, { name: "a" }], policy: {} }],
  });
  const scene = sceneOf(dagOf({ a: ["nowhere", "a"] }, { problems }));
  expect(scene.tasks.get("a")?.problems).toHaveLength(2);
  expect(scene.tasks.get("a")?.worst).toBe("error");
  expect(scene.problems.map(({ task }) => task)).toEqual([null]);
});

test("problems and drift of a policy do not change the shape; an edge does", () => {
  const before = sceneOf(dagOf({ a: [], b: ["a"] })).shape;
  const policy = { kind: "policy" as const, task: "a", from: {}, to: { maxAttempts: 3 } };
  expect(sceneOf(dagOf({ a: [], b: ["a"] }, { drift: [policy] })).shape).toBe(before);
  expect(sceneOf(dagOf({ a: [], b: [] })).shape).not.toBe(before);
});
