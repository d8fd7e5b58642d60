import { expect, test } from "vitest";
import type { EditorLedger, TaskFigures } from "../store/editorLedger.ts";
import { probeOf, type Look } from "./probe.ts";

const figures = (task: string, dead: number): TaskFigures => ({
  task,
  lastRun: null,
  succeeded: 0,
  failed: 1,
  p50Ms: null,
  p95Ms: null,
  dead,
  processing: 0,
});

/** A look at a ledger that knows nothing but the figures of some tasks. */
const look = (...tasks: readonly TaskFigures[]): Look => ({
  ledger: { figures: () => Promise.resolve({ openRuns: 0, tasks }) } as unknown as EditorLedger,
  totals: () => Promise.resolve([]),
});

test("a task that the figures no longer hold is told of once, as having nothing dead", async () => {
  const probe = probeOf("figures:flow");
  await probe(look(figures("a", 1), figures("b", 0)));
  expect(await probe(look(figures("b", 0)))).toMatchObject({ tasks: [{ task: "a", dead: 0, failed: 0 }] });
  expect(await probe(look(figures("b", 0)))).toBeNull();
  expect(await probe(look(figures("a", 2), figures("b", 0)))).toMatchObject({ tasks: [{ task: "a", dead: 2 }] });
});
