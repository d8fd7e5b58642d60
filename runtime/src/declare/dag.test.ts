import { fileURLToPath } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { OrchexError } from "../dag/error.ts";
import type { TaskContext } from "./context.ts";
import { DAG, dagOf } from "./dagOf.ts";
import { Dag } from "./dag.ts";
import { TASK } from "./task.ts";

afterEach(() => vi.restoreAllMocks());

function thrownBy(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof OrchexError) return `${error.code}: ${error.message.replaceAll(/ \(\/[^)]*\)/g, " (…)")}`;
    throw error;
  }
  return "nothing";
}

/** For arguments that TypeScript would refuse. */
function untyped(dag: Dag): (...given: unknown[]) => unknown {
  return (...given) => (dag.task as (...given: unknown[]) => unknown).apply(dag, given);
}

test("a task takes a name, options, both or neither", () => {
  const dag = new Dag("d");
  function fetch() {}
  const clean = () => {};
  dag.task(fetch);
  dag.task("named", fetch);
  dag.task({ priority: 9 }, clean);
  dag.task("both", { requires: ["fetch"], timeout: "5m", retries: 2 }, () => {});
  expect(dag.declaration()).toMatchObject({
    name: "d",
    tasks: [
      { name: "fetch", requires: [], policy: {} },
      { name: "named", requires: [], policy: {} },
      { name: "clean", requires: [], policy: { priority: 9 } },
      { name: "both", requires: [{ name: "fetch" }], policy: { timeoutMs: 300_000, maxAttempts: 3 } },
    ],
  });
});

test("calling a task runs its function with the inputs given and a usable context", async () => {
  const dag = new Dag("d");
  const double = dag.task("double", async ({ n }: { n: number }, context) => {
    context.logger.info("doubling");
    return { n: n * 2, task: `${context.dag}/${context.task}`, attempt: context.attempt, over: context.signal.aborted };
  });
  expect(await double({ n: 2 })).toEqual({ n: 4, task: "d/double", attempt: 1, over: false });
  expect(await double({ n: 2 }, { attempt: 3, signal: AbortSignal.abort() })).toMatchObject({ attempt: 3, over: true });
  expect(double.name).toBe("double");
});

test("a direct call does not make deps, and says so when the body reads them", () => {
  const factory = vi.fn(() => ({ n: 1 }));
  const dag = new Dag("d", { deps: factory });
  const read = dag.task("read", (_inputs, { deps }) => deps.n);
  expect(thrownBy(() => read({}))).toBe(
    "task.no-deps: Task 'd/read' reads context.deps, which a direct call does not make.",
  );
  expect(read({}, { deps: { n: 7 } })).toBe(7);
  expect(factory).not.toHaveBeenCalled();
});

test("names and references may be mixed, and a reference knows its DAG", () => {
  const [dag, other] = [new Dag("d"), new Dag("other")];
  const extract = dag.task("extract", () => 1);
  const foreign = other.task("foreign", () => 1);
  dag.task("load", { requires: [extract, "clean", foreign] }, () => 1);
  expect(dag.declaration().tasks[1]?.requires).toEqual([
    { name: "extract", dag: "d" },
    { name: "clean" },
    { name: "foreign", dag: "other" },
  ]);
  expect(dag.validate().map(({ code }) => code)).toEqual(["task.unknown-requirement", "task.other-dag-requirement"]);
});

test("a wrong DAG is refused where it is declared", () => {
  expect(thrownBy(() => new Dag(""))).toBe("dag.invalid-name: Dag name must be a non-empty string");
  expect(thrownBy(() => new Dag(5 as unknown as string))).toBe("dag.invalid-name: Dag name must be a non-empty string");
  expect(thrownBy(() => new Dag("a\0"))).toBe("dag.invalid-name: The Dag name 'a\\u{0}' has a control character.");
  expect(thrownBy(() => new Dag("a", { timeout: "1h", depz: 1 } as object))).toBe(
    "task.invalid-option: DAG 'a': there is no option 'depz'; did you mean 'deps'?",
  );
  expect(thrownBy(() => new Dag("a", { deps: 5 as unknown as () => 5 }))).toBe(
    "task.invalid-option: DAG 'a': deps must be a function that makes them (got a number (5)).",
  );
});

test("a wrong task is refused where it is declared", () => {
  const dag = new Dag("d");
  const task = untyped(dag);
  const fn = () => 1;
  const cases: readonly (readonly [readonly unknown[], string])[] = [
    [[() => 1], "task.unnamed: A task of DAG 'd' has no name (…)."],
    [["", fn], "task.invalid-name: The task name '' of DAG 'd' is empty (…)."],
    [[5, {}, fn], "task.invalid-name: The name of a task of DAG 'd' must be a text (got a number (5)) (…)."],
    [["a"], "task.invalid-option: A task of DAG 'd' needs a function as its last argument (got the text 'a') (…)."],
    [["a", [], fn], "the options must be an object (got an array of 0)."],
    [["a", { requires: "b" }, fn], "requires must be an array of tasks and names (got the text 'b')."],
    [["a", { requires: [fn] }, fn], "requires[0] must be a task or a name (got a function 'fn')."],
    [["a", { requires: ["b", undefined] }, fn], "requires[1] must be a task or a name (got undefined)."],
    [["a", { requires: [null] }, fn], "requires[0] must be a task or a name (got null)."],
    [["a", { requires: [dag] }, fn], "requires[0] must be a task or a name (got an instance of 'Dag')."],
    [["a", { name: "b" }, fn], "the name is given as the first argument, not as an option."],
    [["a", { retrys: 1 }, fn], "there is no option 'retrys'; did you mean 'retries'?"],
    [["a", { timeout: "5 parsecs" }, fn], 'timeout: "5 parsecs" is not a duration'],
    [["a", { timeout: 0 }, fn], "timeout: 0 is shorter than a millisecond."],
    [["a", { retries: 1, maxAttempts: 2 }, fn], "give maxAttempts or retries, not both."],
    [["a", { retries: -1 }, fn], "retries must be a whole number from 0 (got -1)."],
    [["a", { maxAttempts: 0 }, fn], "maxAttempts must be a whole number from 1 (got 0)."],
    [["a", { priority: 11 }, fn], "priority must be a whole number from 1 to 10 (got 11)."],
    [["a", { priority: "1" }, fn], "priority must be a number (got the text '1')."],
    [["a", { onError: 1 }, fn], "onError must be a function (got a number (1))."],
    [["a", { backoff: null }, fn], "backoff: null is no delay; use 0 to retry at once."],
  ];
  for (const [given, message] of cases) expect(thrownBy(() => task(...given))).toContain(message);
  expect(dag.tasks).toEqual([]);
});

test("a second task of one name is refused with both places", () => {
  const dag = new Dag("d");
  dag.task("a", () => 1);
  const act = () => dag.task("a", () => 2);
  expect(act).toThrow(
    /^DAG 'd' already has a task 'a' \(.*dag\.test\.ts:\d+:\d+\); the second one is here \(.*dag\.test\.ts:\d+:\d+\)\.$/,
  );
  expect(thrownBy(act)).toMatch(/^task.duplicate-name/);
});

test("a back-off is a delay or a function", () => {
  const dag = new Dag("d");
  const grow = (attempt: number) => attempt * 2;
  dag.task("none", { backoff: 0 }, () => 1);
  dag.task("fixed", { backoff: "1.5s" }, () => 1);
  dag.task("function", { backoff: grow }, () => 1);
  expect(dag.declaration().tasks.map(({ policy }) => policy.backoff)).toEqual([
    { kind: "fixed", delayMs: 0 },
    { kind: "fixed", delayMs: 1_500 },
    { kind: "function" },
  ]);
  expect(dagOf(dag)?.tasks.get("function")?.backoff).toBe(grow);
});

test("a task without an onError of its own has the DAG's", () => {
  const [ofDag, ofTask] = [() => {}, () => {}];
  const dag = new Dag("d", { onError: ofDag });
  dag.task("a", () => 1);
  dag.task("b", { onError: ofTask }, () => 1);
  expect(Array.from(dagOf(dag)?.tasks.values() ?? [], ({ onError }) => onError)).toEqual([ofDag, ofTask]);
});

test("roots, order, lookup and drawing", () => {
  const dag = new Dag("d");
  dag.task("c", { requires: ["b"] }, () => 1);
  dag.task("b", { requires: ["a"] }, () => 1);
  const a = dag.task("a", () => 1);
  expect(dag.roots()).toEqual(["a"]);
  expect(dag.order()).toEqual(["a", "b", "c"]);
  expect(dag.tasks.map(({ taskName }) => taskName)).toEqual(["c", "b", "a"]);
  expect(dag.get("a")).toBe(a);
  expect(dag.get("zz")).toBeUndefined();
  expect(dag.display()).toBe("d\n\\-- a\n    \\-- b\n        \\-- c");
});

test("an unsound DAG has no order: the first problem and their number are told", () => {
  const dag = new Dag("d");
  dag.task("extract", () => 1);
  dag.task("load", { requires: ["extrct", "load"] }, () => 1);
  expect(dag.validate().map(({ code }) => code)).toEqual(["task.unknown-requirement", "task.self-requirement"]);
  expect(thrownBy(() => dag.order())).toMatch(
    /^dag\.invalid: DAG 'd' is not valid: task\.unknown-requirement: .*'extract'.* \(…\) \(and 1 more\)$/,
  );
  expect(thrownBy(() => new Dag("empty").order())).toBe("nothing");
});

test("each declaration knows its place", () => {
  const dag = new Dag("d");
  const task = dag.task("a", () => 1);
  const { location, tasks } = dag.declaration();
  const file = fileURLToPath(import.meta.url);
  expect(location).toMatchObject({ file, start: { character: 14 } });
  expect(tasks[0]?.location).toMatchObject({ file, start: { line: (location?.start.line ?? 0) + 1, character: 19 } });
  expect(task.taskName).toBe("a");
});

test("a declaration without a readable stack has no place", () => {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = () => ["not a text"];
  try {
    expect(new Dag("d").declaration()).toEqual({ name: "d", tasks: [] });
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
});

test("a DAG of another copy of the package is a DAG, a look-alike is not", () => {
  vi.resetModules();
  const dag = new Dag("d");
  const copy = { [Symbol.for("orchex.dag")]: dag[DAG] };
  expect(dagOf(copy)).toBe(dag[DAG]);
  expect(dagOf(Object.create(dag))).toBeUndefined();
  expect([null, undefined, 5, "d", {}, Dag].map(dagOf)).toEqual(Array.from({ length: 6 }));
  const foreign = Object.assign(() => 1, { [Symbol.for("orchex.task")]: { dag: "d", name: "x" } });
  untyped(dag)("y", { requires: [foreign] }, () => 1);
  expect(dag.declaration().tasks[0]?.requires).toEqual([{ name: "x", dag: "d" }]);
  expect(dag.get("y")?.[TASK]).toEqual({ dag: "d", name: "y" });
});

test("the definition runs the body with the inputs and the context it is given", async () => {
  const dag = new Dag("d");
  dag.task("a", async (inputs, context) => [inputs, context.runId]);
  const run = dagOf(dag)?.tasks.get("a")?.run;
  expect(await run?.({ x: 1 }, { runId: "r" } as TaskContext)).toEqual([{ x: 1 }, "r"]);
});
