import type { Changed, RunEntry } from "orchex/protocol";
import { expect, test } from "vitest";
import { newProject, withNews } from "./project.ts";

const run = (runId: string, second: number, status: RunEntry["status"] = "running"): RunEntry => ({
  runId,
  dag: "etl",
  version: "v",
  status,
  createdAt: `2026-01-01T00:00:${String(second).padStart(2, "0")}.000Z`,
  finishedAt: null,
  jobs: {},
});
const after = (...news: Changed[]) => news.reduce(withNews, newProject("/work"));

test("news of runs changes those runs and leaves the others, newest first", () => {
  const { runs } = after(
    { topic: "runs", runs: [run("b", 2), run("a", 1)] },
    { topic: "runs", runs: [run("c", 3), run("a", 1, "succeeded")] },
  );
  expect(runs?.map(({ runId, status }) => `${runId} ${status}`)).toEqual(["c running", "b running", "a succeeded"]);
});

test("no more runs are kept than are told of", () => {
  const many = Array.from({ length: 130 }, (_, n) => run(`r${String(n).padStart(3, "0")}`, 0));
  const { runs } = after({ topic: "runs", runs: many });
  expect(runs).toHaveLength(100);
  expect(runs?.[0]?.runId).toBe("r129");
});

test("what is told whole replaces what was known", () => {
  const project = after(
    { topic: "dead", total: 3, dags: { etl: 3 } },
    { topic: "workers", workers: [], staleLeases: [] },
    { topic: "dead", total: 0, dags: {} },
  );
  expect(project).toMatchObject({ deadTotal: 0, workers: [] });
});

test("news of a single run is not a project's", () => {
  const before = newProject("/work");
  const { jobs: _counts, ...head } = run("a", 1);
  const news: Changed = { topic: "run:a", run: { ...head, error: null, stopRequested: false }, jobs: [] };
  expect(withNews(before, news)).toBe(before);
});
