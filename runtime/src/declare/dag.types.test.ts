import { expectTypeOf, test } from "vitest";
import { Dag } from "./dag.ts";
import type { TaskContext } from "./context.ts";
import type { Task } from "./task.ts";

test("inputs are typed through references, and what must not compile does not", () => {
  const etl = new Dag("daily");
  const extract = etl.task("extract", async (inputs: { uri: string }) => ({
    text: `Hello ${inputs.uri}`,
    at: new Date(),
    note: undefined as string | undefined,
    run: () => 1,
  }));
  etl.task("typed", { requires: [extract], timeout: "5m", retries: 2 }, async ({ extract }) => {
    expectTypeOf(extract).toEqualTypeOf<{ text: string; at: string; note?: string }>();
    return extract.text;
  });
  const sync = etl.task("sync", { priority: 3 }, (inputs: { n: number }, context) => {
    expectTypeOf(context).toEqualTypeOf<TaskContext>();
    return inputs.n;
  });
  expectTypeOf(sync).toEqualTypeOf<Task<"sync", { n: number }, number>>();
  const empty = etl.task("void", { requires: [] }, async () => {});
  etl.task("mixed", { requires: [sync, "late", empty] }, async (inputs, context) => {
    expectTypeOf(inputs.sync).toEqualTypeOf<number>();
    expectTypeOf(inputs.late).toEqualTypeOf<unknown>();
    expectTypeOf(inputs.void).toEqualTypeOf<null>();
    expectTypeOf(context.attempt).toEqualTypeOf<number>();
    // @ts-expect-error not required
    return inputs.extract;
  });
  etl.task("annotated", { requires: ["late", sync] }, (inputs: { late: { a: number }; sync: number }) => inputs.late.a);
  async function named(inputs: { uri: string }) {
    return inputs.uri;
  }
  expectTypeOf(etl.task(named)).toEqualTypeOf<Task<string, { uri: string }, Promise<string>>>();
  expectTypeOf(
    etl.task({ priority: 7 }, function other(inputs: { uri: string }) {
      return inputs;
    }),
  ).toExtend<Task<string, { uri: string }>>();
  expectTypeOf(etl.task("inputs", (inputs) => inputs)).toEqualTypeOf<
    Task<"inputs", Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>>
  >();
  void (() => {
    // @ts-expect-error a field that the result does not have
    etl.task("bad1", { requires: [extract] }, async ({ extract }) => extract.nope);
    // @ts-expect-error a task that is not required
    etl.task("bad2", { requires: [extract] }, async ({ sync }) => sync);
    // @ts-expect-error no such unit
    etl.task("bad3", { requires: [extract], timeout: "5 parsecs" }, async () => 1);
    // @ts-expect-error both ways to say how often
    etl.task("bad4", { retries: 1, maxAttempts: 2 }, async () => 1);
    // @ts-expect-error 1 to 10
    etl.task("bad5", { priority: 11 }, async () => 1);
    // @ts-expect-error neither a task nor a name
    etl.task("bad6", { requires: [named] }, async () => 1);
    // @ts-expect-error an annotation cannot contradict a reference
    etl.task("bad7", { requires: [sync] }, (inputs: { sync: string }) => inputs.sync);
    // @ts-expect-error misspelt
    etl.task("bad8", { require: [sync] }, async () => 1);
    // @ts-expect-error inputs of the wrong type
    void extract({ url: "x" });
    // @ts-expect-error not a duration
    return new Dag("x", { timeout: "1 week" });
  });
});

test("deps are typed by the factory, or by the type argument", () => {
  const inferred = new Dag("a", { deps: async () => ({ n: 1 }) });
  inferred.task("x", (_inputs, { deps }) => {
    expectTypeOf(deps).toEqualTypeOf<{ n: number }>();
  });
  const given = new Dag<{ db: string }>("b", {
    onError: (error, context) => {
      expectTypeOf(error).toEqualTypeOf<unknown>();
      expectTypeOf(context.deps).toEqualTypeOf<{ db: string }>();
    },
  });
  given.task("x", { backoff: (attempt, error) => attempt * Number(error) }, (_inputs, { deps }) => {
    expectTypeOf(deps).toEqualTypeOf<{ db: string }>();
  });
});
