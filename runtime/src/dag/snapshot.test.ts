import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonicalJson.ts";
import { drift } from "./drift.ts";
import { driftProblems } from "./driftProblems.ts";
import { graphOfSnapshot } from "./graphOfSnapshot.ts";
import type { DagDeclaration, SourceLocation, TaskDeclaration } from "./model.ts";
import { parseSnapshot } from "./parseSnapshot.ts";
import { snapshotOf } from "./snapshot.ts";
import { snapshotVersion } from "./snapshotVersion.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const location: SourceLocation = { file: "/a.ts", start: { line: 1, character: 0 }, end: { line: 1, character: 1 } };

const load: TaskDeclaration = {
  name: "load",
  requires: [{ name: "extract" }, { name: "Clean" }, { name: "extract" }],
  policy: { timeoutMs: null, priority: 8, backoff: { kind: "fixed", delayMs: 5 } },
  signature: "s1",
  location,
};
const etl: DagDeclaration = {
  name: "etl",
  timeoutMs: 60_000,
  tasks: [
    load,
    { name: "extract", requires: [], policy: { priority: 5, queue: "default", backoff: { kind: "exponential" } } },
    { name: "Clean", requires: [], policy: { maxAttempts: 3 }, code: "c1" },
  ],
};

function changed(change: Partial<TaskDeclaration>): DagDeclaration {
  return { ...etl, tasks: etl.tasks.map((task) => (task === load ? { ...load, ...change } : task)) };
}

const driftTo = (dag: DagDeclaration) => drift(snapshotOf(etl), snapshotOf(dag));
const messagesTo = (dag: DagDeclaration) => driftProblems(driftTo(dag), dag).map((problem) => problem.message);

test("the canonical text is sorted and has neither spaces, defaults nor absences", () => {
  expect(canonicalJson(snapshotOf(etl))).toBe(
    '{"dag":"etl","format":1,"tasks":[' +
      '{"code":"c1","name":"Clean","policy":{"maxAttempts":3},"requires":[]},' +
      '{"name":"extract","requires":[]},' +
      '{"name":"load","policy":{"backoff":{"delayMs":5,"kind":"fixed"},"priority":8,"timeoutMs":null},' +
      '"requires":["Clean","extract"],"signature":"s1"}' +
      '],"timeoutMs":60000}',
  );
});

test("the version of a snapshot never changes between releases", () => {
  expect(snapshotVersion(snapshotOf(etl), sha256).version).toBe(sha256(canonicalJson(snapshotOf(etl))));
  expect(snapshotVersion(snapshotOf(etl), sha256)).toMatchInlineSnapshot(`
    {
      "code": "466b1232fc3d55c6d9c397f6ef71b5d44deda646fa50b45fe774d80e45a8e752",
      "policy": "aea5e9a5148fb82f244226bd04620ad01e11c6e7f7b3b3569ef324823d21ace5",
      "shape": "61fd6be88f779a430fd9f1fc36a297e611cbf748afc52e1404bf086cce0627dc",
      "signature": "b5f001de6e7e2ab8dd13fc5523203d128bbe04922a469013b8588a0a74cfcecc",
      "version": "11c73c0c256d5fe86399148969940399efcb3ea5d3fb89359d33fbd06c325294",
    }
  `);
});

test.each<[string, DagDeclaration, readonly string[]]>([
  ["place in the file", changed({ location: { ...location, file: "/b.ts" } }), []],
  ["edges", changed({ requires: [] }), ["version", "shape"]],
  ["priority", changed({ policy: { ...load.policy, priority: 9 } }), ["version", "policy"]],
  [
    "no limit against the worker's limit",
    changed({ policy: { priority: 8, backoff: { kind: "fixed", delayMs: 5 } } }),
    ["version", "policy"],
  ],
  ["limit of the run", { ...etl, timeoutMs: 61_000 }, ["version", "policy"]],
  ["signature", changed({ signature: "s2" }), ["version", "signature"]],
  ["body", changed({ code: "c2" }), ["version", "code"]],
  ["name of the DAG", { ...etl, name: "other" }, ["version"]],
])("a change of %s changes its own hash only", (_, dag, parts) => {
  const [before, after] = [snapshotVersion(snapshotOf(etl), sha256), snapshotVersion(snapshotOf(dag), sha256)];
  const differing = (["version", "shape", "policy", "signature", "code"] as const).filter(
    (part) => before[part] !== after[part],
  );
  expect(differing).toEqual(parts);
});

test("without the analysis there is no hash of signatures or bodies", () => {
  const plain = { ...etl, tasks: etl.tasks.map(({ name, requires, policy }) => ({ name, requires, policy })) };
  expect(snapshotVersion(snapshotOf(plain), sha256)).toMatchObject({ signature: null, code: null });
});

test("the graph of a snapshot has its edges", () => {
  const graph = graphOfSnapshot(snapshotOf(etl));
  expect(graph).toMatchObject({ dag: "etl", tasks: ["Clean", "extract", "load"] });
  expect(graph.requires.get("load")).toEqual(["Clean", "extract"]);
});

const task = { name: "a", requires: [] };
test.each<[unknown, string]>([
  [{ format: 2 }, "This snapshot has format 2 and was made by a newer Orchex. Upgrade Orchex to read it."],
  [{ dag: "etl", tasks: [] }, "This is not a snapshot: its format is not 1."],
  [[], "A snapshot must be an object."],
  [{ format: 1, tasks: [] }, "The snapshot's dag must be a text."],
  [{ format: 1, dag: "etl", tasks: {} }, "The snapshot's tasks must be a list."],
  [{ format: 1, dag: "etl", timeoutMs: "5m", tasks: [] }, "The snapshot's timeoutMs must be a number."],
  [
    { format: 1, dag: "etl", timeoutMs: 0, tasks: [] },
    "The snapshot's timeoutMs must be more than 0 and finite (got 0 ms).",
  ],
  [{ format: 1, dag: "etl", tasks: [null] }, "Each task of the snapshot must be an object."],
  [{ format: 1, dag: "etl", tasks: [{ requires: [] }] }, "The name of each task of the snapshot must be a text."],
  [{ format: 1, dag: "etl", tasks: [{ name: "", requires: [] }] }, "The task name '' of the snapshot is empty."],
  [
    { format: 1, dag: "etl", tasks: [{ name: "a" }] },
    "The requires of task 'a' of the snapshot must be a list of names.",
  ],
  [
    { format: 1, dag: "etl", tasks: [{ ...task, code: 1 }] },
    "The code of task 'a' of the snapshot must be a text or null.",
  ],
  [
    { format: 1, dag: "etl", tasks: [{ ...task, policy: 1 }] },
    "The policy of task 'a' of the snapshot must be an object.",
  ],
  [
    { format: 1, dag: "etl", tasks: [{ ...task, policy: { queue: 1 } }] },
    "The queue of task 'a' of the snapshot must be a text.",
  ],
  [
    { format: 1, dag: "etl", tasks: [{ ...task, policy: { priority: "5" } }] },
    "The priority of task 'a' of the snapshot must be a number.",
  ],
  [
    { format: 1, dag: "etl", tasks: [{ ...task, policy: { priority: 11 } }] },
    "In task 'a' of the snapshot, priority must be a whole number from 1 to 10 (got 11).",
  ],
  [
    { format: 1, dag: "etl", tasks: [{ ...task, policy: { backoff: { kind: "linear" } } }] },
    'The kind of the backoff of task \'a\' of the snapshot must be "exponential", "fixed" or "function".',
  ],
  [{ format: 1, dag: "etl", tasks: [task, task] }, "The snapshot has two tasks 'a'."],
  [{ format: 1, dag: "etl", tasks: [{ ...task, requires: ["a"] }] }, "Task 'a' of the snapshot requires itself."],
  [
    { format: 1, dag: "etl", tasks: [{ ...task, requires: ["b"] }] },
    "Task 'a' of the snapshot requires 'b', which the snapshot does not have.",
  ],
  [
    {
      format: 1,
      dag: "etl",
      tasks: [
        { ...task, requires: ["b"] },
        { name: "b", requires: ["a"] },
      ],
    },
    "The snapshot has a cycle, so that task 'a' can never start.",
  ],
])("%j is refused", (value, error) => {
  expect(parseSnapshot(value)).toEqual({ ok: false, error });
});

test("a snapshot may carry properties that this Orchex does not know", () => {
  expect(parseSnapshot({ format: 1, dag: "etl", note: 1, tasks: [{ ...task, note: 2 }] })).toEqual({
    ok: true,
    value: { format: 1, dag: "etl", tasks: [{ ...task, policy: {}, signature: null, code: null }] },
  });
});

test("tasks that were added and removed say what they require", () => {
  const renamed = { ...etl, tasks: etl.tasks.map((task) => (task === load ? { ...load, name: "store" } : task)) };
  const requires = ["Clean", "extract"];
  expect(driftTo(renamed)).toEqual([
    { kind: "removed", task: "load", from: { requires }, to: null },
    { kind: "added", task: "store", from: null, to: { requires } },
  ]);
  expect(driftProblems(driftTo(renamed), renamed)).toMatchObject([
    { code: "drift.removed", task: "load", location: null },
    { code: "drift.added", task: "store", location },
  ]);
});

test("only the properties that differ are a drift of policy, and an absent one has its default", () => {
  const dag = changed({ policy: { timeoutMs: 90_000, backoff: { kind: "fixed", delayMs: 5 }, queue: "gpu" } });
  expect(driftTo(dag)).toEqual([
    { kind: "policy", task: "load", from: { priority: 8, timeoutMs: null }, to: { queue: "gpu", timeoutMs: 90_000 } },
  ]);
  expect(messagesTo(dag)).toEqual([
    "Task 'load' differs from the active snapshot in timeout (1.5m, was none), priority (5, was 8), " +
      "queue ('gpu', was 'default').",
  ]);
  expect(messagesTo(changed({ policy: { priority: 8, maxAttempts: 4 } }))).toEqual([
    "Task 'load' differs from the active snapshot in timeout (the worker's, was none), " +
      "maxAttempts (4, was the worker's), backoff (exponential, was fixed 5ms).",
  ]);
});

test("the limit of a run is a drift of the DAG itself", () => {
  const unlimited: DagDeclaration = { name: "etl", tasks: etl.tasks, location };
  expect(driftTo(unlimited)).toEqual([{ kind: "policy", task: null, from: { timeoutMs: 60_000 }, to: {} }]);
  expect(driftProblems(driftTo(unlimited), unlimited)).toMatchObject([
    {
      code: "drift.policy",
      message: "DAG 'etl' differs from the active snapshot in timeout (none, was 1m).",
      task: null,
      location,
    },
  ]);
});

test("edges, signature and body are told apart", () => {
  const dag = changed({ requires: [], signature: "s2" });
  expect(driftTo(dag)).toEqual([
    { kind: "requires", task: "load", from: ["Clean", "extract"], to: [] },
    { kind: "signature", task: "load", from: "s1", to: "s2" },
  ]);
  expect(messagesTo(dag)).toEqual([
    "Task 'load' requires nothing; in the active snapshot it requires 'Clean', 'extract'.",
    "Task 'load' has other parameters or another result than in the active snapshot.",
  ]);
  const body = { ...etl, tasks: etl.tasks.map((task) => (task.name === "Clean" ? { ...task, code: "c2" } : task)) };
  expect(messagesTo(body)).toEqual(["Task 'Clean' has another body than in the active snapshot."]);
});

test("a hash that is unknown on either side is not judged", () => {
  expect(driftTo(changed({ signature: null, code: "c9" }))).toEqual([]);
});
