import { expect, test } from "vitest";
import type { WorkerEvent } from "../worker/options.ts";
import { WorkerProgress } from "./workerProgress.ts";

const event = (kind: WorkerEvent["kind"]): WorkerEvent => ({ kind, runId: "r", dag: "d", task: "t", attempt: 1 });

test("the line counts what runs and what came of it, and how fast in the last seconds", () => {
  const progress = new WorkerProgress();
  expect(progress.line(0)).toBe("0 running, 0 succeeded, 0.0/s");
  for (let n = 0; n < 10; n++) progress.add(event("started"), 1_000);
  for (let n = 0; n < 7; n++) progress.add(event("succeeded"), 1_500);
  progress.add(event("dead"), 1_600);
  progress.add(event("released"), 1_600);
  expect(progress.line(2_000)).toBe("1 running, 7 succeeded, 1 dead, 8.0/s");
  expect(progress.line(10_000)).toBe("1 running, 7 succeeded, 1 dead, 0.0/s");
});
