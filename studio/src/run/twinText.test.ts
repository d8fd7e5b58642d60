import { drift, link, snapshotOf, type DagDeclaration } from "orchex/dag";
import { expect, test } from "vitest";
import { sceneOf } from "../graph/scene.ts";
import { translator } from "../l10n.ts";
import { withJobs } from "./overlay.ts";
import { twinOf } from "./twin.ts";
import { twinText } from "./twinText.ts";

const dag = (requires: Readonly<Record<string, readonly string[]>>): DagDeclaration => ({
  name: "etl",
  tasks: Object.entries(requires).map(([name, required]) => ({
    name,
    requires: required.map((other) => ({ name: other })),
    policy: {},
  })),
});

function sceneFor(code: DagDeclaration, active: DagDeclaration = code) {
  return sceneOf({
    dag: "etl",
    version: "abc",
    tasks: code.tasks.map(({ name, requires }) => ({
      name: name ?? "",
      requires: requires.map((required) => required.name),
      location: null,
    })),
    problems: link(code).problems,
    drift: drift(snapshotOf(active), snapshotOf(code)),
  });
}

test("the twin says in words what the picture says: waves, jobs, drift, problems and the critical path", () => {
  const scene = sceneFor(
    dag({ extract: [], load: ["extract", "transfrom"], report: ["load"] }),
    dag({ extract: [], old: [], load: ["extract", "old"] }),
  );
  const job = { attempts: 1, startedAt: "2026-01-01T00:00:00Z", finishedAt: "2026-01-01T00:00:02Z", error: null };
  const jobs = withJobs(new Map(), [
    { ...job, task: "extract", status: "succeeded" },
    { ...job, task: "load", status: "dead", attempts: 3, error: "ECONNRESET" },
    { ...job, task: "report", status: "blocked", attempts: 0, startedAt: null, finishedAt: null },
  ]);
  const text = twinText(twinOf(scene, jobs, new Set(["extract", "load"])), scene, 0, translator({}));
  expect(text).toMatchInlineSnapshot(`
    "DAG etl

    Wave 1, 2 tasks
      - extract, succeeded, 2.0 s, on the critical path
      - old, only in the active snapshot

    Wave 2, 1 task
      - load, dead, 2.0 s, 3 attempts, on the critical path, differs from the active snapshot, 1 problem
          requires: extract
          no longer requires: old
          error: ECONNRESET
          error: Task 'load' requires 'transfrom', which does not exist.

    Wave 3, 1 task
      - report, blocked, not in the active snapshot
          requires: load
    "
  `);
});

test("tasks on a cycle stand at the end, and every task stands once", () => {
  const scene = sceneFor(dag({ a: ["c"], b: ["a"], c: ["b"], d: [], e: ["c", "d"] }));
  const twin = twinOf(scene, new Map(), new Set());
  expect(twin.map(({ wave, tasks }) => [wave, ...tasks.map(({ name }) => name)])).toEqual([
    [0, "d"],
    [null, "a", "b", "c", "e"],
  ]);
});

test("it speaks the reader's language", () => {
  const scene = sceneFor(dag({ a: [] }));
  const german = translator({ "DAG {0}": "DAG {0}", "Wave {0}": "Welle {0}", "1 task": "1 Aufgabe" });
  expect(twinText(twinOf(scene, new Map(), new Set()), scene, 0, german)).toBe(
    "DAG etl\n\nWelle 1, 1 Aufgabe\n  - a\n",
  );
});
