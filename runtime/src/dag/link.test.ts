import { describe, expect, test } from "vitest";
import { link } from "./link.ts";
import { linkAll } from "./linkAll.ts";
import type { DagDeclaration, SourceLocation, TaskDeclaration, TaskPolicy } from "./model.ts";
import type { Problem } from "./problem.ts";

/** "c: a b" is a task c that requires a and b; the line of its location is its place in the list. */
function dagOf(name: string, ...lines: readonly string[]): DagDeclaration {
  const tasks = lines.map((line, index): TaskDeclaration => {
    const [task = "", requires = ""] = line.split(":");
    const names = requires.split(" ").filter((required) => required !== "");
    const required = names.map((other, column) => ({ name: other, location: place(index, column + 1) }));
    return { name: task, requires: required, policy: {}, location: place(index, 0) };
  });
  return { name, tasks, location: place(99, 0) };
}

function place(line: number, character: number): SourceLocation {
  return { file: "/dag.ts", start: { line, character }, end: { line, character: character + 1 } };
}

function withPolicy(policy: TaskPolicy): DagDeclaration {
  return { name: "etl", tasks: [{ name: "a", requires: [], policy }] };
}

const codes = (problems: readonly Problem[]) => problems.map((problem) => problem.code);
const messages = (problems: readonly Problem[]) => problems.map((problem) => problem.message);

describe("requirements", () => {
  test("a mistyped requirement comes with the nearest name, at the place of the requirement, and leaves the graph", () => {
    const { graph, problems } = link(dagOf("etl", "extract", "load: extrct"));
    expect(problems).toEqual([
      {
        code: "task.unknown-requirement",
        severity: "error",
        message: "Task 'load' requires 'extrct', which does not exist. Did you mean 'extract'?",
        location: place(1, 1),
        dag: "etl",
        task: "load",
        related: [],
        suggestion: "extract",
      },
    ]);
    expect(graph.requires.get("load")).toEqual([]);
  });

  test("a requirement that resembles nothing, or only the task itself, has no suggestion", () => {
    const { problems } = link(dagOf("etl", "extract", "load_users: publish load_user"));
    expect(messages(problems)).toEqual([
      "Task 'load_users' requires 'publish', which does not exist.",
      "Task 'load_users' requires 'load_user', which does not exist.",
    ]);
  });

  test("a requirement without a place of its own is reported at its task", () => {
    const { problems } = link({
      name: "etl",
      tasks: [{ name: "a", requires: [{ name: "zzzz" }], policy: {}, location: place(7, 0) }],
    });
    expect(problems[0]?.location).toEqual(place(7, 0));
  });

  test("a task that requires itself is no cycle", () => {
    const { graph, problems } = link(dagOf("etl", "a: a"));
    expect(codes(problems)).toEqual(["task.self-requirement"]);
    expect(graph.requires.get("a")).toEqual([]);
  });

  test("a requirement that is repeated counts once and is no problem, a wrong one is one problem", () => {
    const { graph, problems } = link(dagOf("etl", "a", "b: a a zzzz zzzz"));
    expect(graph.requires.get("b")).toEqual(["a"]);
    expect(graph.dependents.get("a")).toEqual(["b"]);
    expect(codes(problems)).toEqual(["task.unknown-requirement"]);
  });

  test("a reference into another DAG is not taken for a task of the same name here", () => {
    const requires = [{ name: "a", dag: "other" }];
    const { graph, problems } = link({
      name: "etl",
      tasks: [...dagOf("etl", "a").tasks, { name: "b", requires, policy: {} }],
    });
    expect(problems).toMatchObject([{ code: "task.other-dag-requirement", task: "b", suggestion: "a" }]);
    expect(graph.requires.get("b")).toEqual([]);
  });

  test("a reference into another DAG is not replaced by the task itself", () => {
    const requires = [{ name: "a", dag: "other" }];
    const { problems } = link({ name: "etl", tasks: [{ name: "a", requires, policy: {} }] });
    expect(problems).toMatchObject([{ code: "task.other-dag-requirement", suggestion: null }]);
  });

  test("a name that only another DAG has is told apart from a typo", () => {
    const { problems } = link(dagOf("etl", "load: extract"), [dagOf("etl", "extract"), dagOf("other", "extract")]);
    expect(messages(problems)).toEqual([
      "Task 'load' requires 'extract', which is a task of DAG 'other'. " +
        "A task can only require tasks of its own DAG, 'etl'.",
    ]);
  });

  test("an unknown name is never mistaken for a cycle", () => {
    expect(codes(link(dagOf("etl", "a: bee", "b: a")).problems)).toEqual(["task.unknown-requirement"]);
  });
});

describe("names", () => {
  test("the second task of a name is reported with the place of the first, whose edges count", () => {
    const { graph, problems } = link(dagOf("etl", "a", "b: a", "b"));
    expect(problems).toMatchObject([
      { code: "task.duplicate-name", location: place(2, 0), related: [{ location: place(1, 0), task: "b" }] },
    ]);
    expect(graph.requires.get("b")).toEqual(["a"]);
  });

  test("a task without a name is reported, and a reference to it is not reported again", () => {
    const unnamed: TaskDeclaration = { name: undefined, requires: [], policy: {}, location: place(3, 0) };
    const user: TaskDeclaration = { name: "b", requires: [{ name: "", dag: "etl" }], policy: {} };
    const { graph, problems } = link({ name: "etl", tasks: [unnamed, user] });
    expect(problems).toMatchObject([{ code: "task.unnamed", task: null, location: place(3, 0) }]);
    expect(graph.tasks).toEqual(["b"]);
  });

  test.each([
    ["", "is empty"],
    ["  ", "has only spaces"],
    ["a\0b", "has a control character"],
    ["a\nb", "has a control character"],
    ["a\ud83d", "has half of a surrogate pair"],
    ["x".repeat(201), "has 201 characters, and 200 are allowed"],
  ])("a name like %j is refused once, also when it is required", (name, fault) => {
    const tasks = [
      { name, requires: [], policy: {} },
      { name: "b", requires: [{ name }], policy: {} },
    ];
    const { graph, problems } = link({ name: "etl", tasks });
    expect(problems).toMatchObject([{ code: "task.invalid-name" }]);
    expect(problems[0]?.message).toContain(fault);
    expect(graph.tasks).toEqual(["b"]);
  });

  test("names of 200 characters, with spaces, emoji or of object properties are sound", () => {
    const names = ["x".repeat(200), "load users", "😀", "__proto__", "constructor"];
    const dag = dagOf("etl", ...names);
    expect(link(dag)).toMatchObject({ problems: [], graph: { tasks: names } });
  });

  test("a DAG without tasks is reported", () => {
    expect(link(dagOf("etl")).problems).toMatchObject([
      { code: "dag.empty", severity: "warning", location: place(99, 0) },
    ]);
  });

  test("the second DAG of a name is reported with the place of the first", () => {
    const second = { ...dagOf("etl", "a"), location: place(50, 0) };
    const { graphs, problems } = linkAll([dagOf("etl", "a"), dagOf("other", "b"), second]);
    expect(graphs.map((graph) => graph.dag)).toEqual(["etl", "other", "etl"]);
    expect(problems).toMatchObject([
      { code: "dag.duplicate-name", location: place(50, 0), related: [{ location: place(99, 0) }] },
    ]);
  });

  test("DAGs that are linked together know each other's tasks", () => {
    const { problems } = linkAll([dagOf("etl", "load: extract"), dagOf("other", "extract")]);
    expect(codes(problems)).toEqual(["task.other-dag-requirement"]);
  });
});

describe("cycles", () => {
  test("a cycle is shown whole, on the edge of the task declared last, with the others related", () => {
    const { graph, problems } = link(dagOf("etl", "a: b", "b: c", "before", "c: before a", "after: c"));
    expect(problems).toEqual([
      {
        code: "dag.cycle",
        severity: "error",
        message:
          `DAG 'etl' has a cycle: c -> a -> b -> c, where "a -> b" means that a requires b. ` +
          "Remove one of these requirements.",
        location: place(3, 2),
        dag: "etl",
        task: "c",
        related: [
          { message: "Task 'a' requires 'b'.", location: place(0, 1), task: "a" },
          { message: "Task 'b' requires 'c'.", location: place(1, 1), task: "b" },
        ],
        suggestion: null,
      },
    ]);
    expect(graph.requires.get("c")).toEqual(["before", "a"]);
  });

  test("two separate cycles are two problems, in the order in which they were closed", () => {
    const { problems } = link(dagOf("etl", "a: d", "b: c", "c: b", "d: a"));
    expect(problems.map((problem) => problem.task)).toEqual(["c", "d"]);
  });

  test("a path that nobody could read is cut in the message, but whole in the related places", () => {
    const size = 1000;
    const { problems } = link(dagOf("etl", ...Array.from({ length: size }, (_, i) => `t${i}: t${(i + 1) % size}`)));
    expect(problems[0]?.message).toContain("t999 -> t0 -> t1 ");
    expect(problems[0]?.message).toContain("(971 more)");
    expect(problems[0]?.related.length).toBe(size - 1);
  });
});

describe("options", () => {
  test.each<[TaskPolicy, string]>([
    [{ priority: 11 }, "Task 'a': priority must be a whole number from 1 to 10 (got 11)."],
    [{ priority: 0 }, "Task 'a': priority must be a whole number from 1 to 10 (got 0)."],
    [{ priority: 1.5 }, "Task 'a': priority must be a whole number from 1 to 10 (got 1.5)."],
    [{ maxAttempts: 0 }, "Task 'a': maxAttempts must be a whole number from 1 (got 0)."],
    [{ maxAttempts: 2.5 }, "Task 'a': maxAttempts must be a whole number from 1 (got 2.5)."],
    [{ timeoutMs: 0 }, "Task 'a': timeout must be more than 0 and finite (got 0 ms), or null for no limit."],
    [
      { timeoutMs: Infinity },
      "Task 'a': timeout must be more than 0 and finite (got Infinity ms), or null for no limit.",
    ],
    [{ timeoutMs: Number.NaN }, "Task 'a': timeout must be more than 0 and finite (got NaN ms), or null for no limit."],
    [
      { backoff: { kind: "fixed", delayMs: -1 } },
      "Task 'a': the delay of a fixed backoff must be 0 or more and finite (got -1 ms).",
    ],
    [{ queue: " " }, "Task 'a': queue must be a name, but it has only spaces."],
  ])("%j is out of range", (policy, message) => {
    const { graph, problems } = link(withPolicy(policy));
    expect(problems).toMatchObject([{ code: "task.invalid-option", message, task: "a" }]);
    expect(graph.tasks).toEqual(["a"]);
  });

  test.each<[TaskPolicy]>([
    [{ priority: 1, maxAttempts: 1, timeoutMs: null, backoff: { kind: "fixed", delayMs: 0 }, queue: "gpu" }],
    [{ priority: 10, timeoutMs: 0.5, backoff: { kind: "function" } }],
  ])("%j is in range", (policy) => {
    expect(link(withPolicy(policy)).problems).toEqual([]);
  });

  test("a run's timeout of 0 is a problem of the DAG", () => {
    expect(link({ ...dagOf("etl", "a"), timeoutMs: 0 }).problems).toMatchObject([
      {
        code: "task.invalid-option",
        task: null,
        message: "DAG 'etl': timeout must be more than 0 and finite (got 0 ms).",
      },
    ]);
  });

  test("32,767 tasks are allowed and one more is not", () => {
    const names = Array.from({ length: 32_768 }, (_, index) => `t${index}`);
    expect(link(dagOf("etl", ...names.slice(1))).problems).toEqual([]);
    expect(codes(link(dagOf("etl", ...names)).problems)).toEqual(["task.invalid-option"]);
  });
});
