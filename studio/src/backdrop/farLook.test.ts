import { expect, test } from "vitest";
import { dagOf } from "../graph/dags.test-support.ts";
import { initialState, reduce } from "../state/reduce.ts";
import type { Action } from "../state/action.ts";
import { farLook } from "./farLook.ts";

const NOW = "2026-03-02T06:00:00.000Z";

function looks(...actions: readonly Action[]) {
  const graph = dagOf({ a: [], b: ["a"], c: ["b"] });
  const first: Action = { type: "host", message: { type: "graph", graph }, receivedMs: 0 };
  const state = [first, ...actions].reduce(reduce, initialState);
  return Object.fromEntries(["a", "b", "c"].map((name) => [name, farLook(state, name)]));
}

const run: Action = {
  type: "host",
  receivedMs: 0,
  message: {
    type: "run",
    now: NOW,
    run: {
      run: "r",
      status: "running",
      startedAt: NOW,
      finishedAt: null,
      jobs: [
        {
          task: "a",
          status: "succeeded",
          attempts: 1,
          startedAt: NOW,
          finishedAt: "2026-03-02T06:00:09Z",
          error: null,
        },
        { task: "b", status: "processing", attempts: 1, startedAt: NOW, finishedAt: null, error: null },
      ],
    },
  },
};

test("a block has the status of its job, and a border on the critical path", () => {
  expect(looks(run)).toMatchObject({
    a: { status: "succeeded", border: "critical" },
    b: { status: "processing", border: null },
    c: { status: "none", border: null },
  });
  expect(looks(run, { type: "toggle", what: "showsCritical" })["a"]).toMatchObject({ border: null });
});

test("a search dims what it did not find and rings the match that it is at", () => {
  expect(looks({ type: "search", text: "b" })).toMatchObject({
    a: { dimmed: true, ringed: false },
    b: { dimmed: false, ringed: true, border: "focus" },
  });
  expect(looks({ type: "search", text: "  " })["a"]).toMatchObject({ dimmed: false });
});

test("the current task is ringed", () => {
  expect(looks({ type: "select", task: "c" })).toMatchObject({ b: { ringed: false }, c: { ringed: true } });
});
