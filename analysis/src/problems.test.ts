import { expect, test } from "vitest";
import { drawnProblems, problemsOf } from "../../test/support/analysed.ts";
import { markedProgram } from "../../test/support/markedProgram.ts";
import { createWorkspace } from "./createWorkspace.ts";

const HEAD = `import { Dag } from "orchex";
export const etl = new Dag("etl");
`;

test("a typo is one problem, with the name that was meant", () => {
  expect(
    problemsOf(`${HEAD}
etl.task("extract", async () => 1);
etl.task("load", { requires: ["extrct"] }, async ({ extract }) => extract);
`),
  ).toMatchInlineSnapshot(`
    "etl.task("load", { requires: ["extrct"] }, async ({ extract }) => extract);
                                   ~~~~~~ task.unknown-requirement -> extract"
  `);
});

test("a cycle is one problem on the edge that closes it; who merely waits is not blamed", () => {
  expect(
    problemsOf(`${HEAD}
etl.task("a", { requires: ["c"] }, (i) => i);
etl.task("b", { requires: ["a"] }, (i) => i);
etl.task("c", { requires: ["b"] }, (i) => i);
etl.task("d", { requires: ["c"] }, (i) => i);
`),
  ).toMatchInlineSnapshot(`
    "etl.task("c", { requires: ["b"] }, (i) => i);
                                ~ dag.cycle (see line 5, 4)"
  `);
});

test("a task requires itself, or one of another DAG", () => {
  expect(
    problemsOf(`${HEAD}
export const other = new Dag("other");
const o = other.task("o", () => 1);
etl.task("a", { requires: ["a", o, "o"] }, (i) => i);
`),
  ).toMatchInlineSnapshot(`
    "etl.task("a", { requires: ["a", o, "o"] }, (i) => i);
                                ~ task.self-requirement
                                    ~ task.other-dag-requirement
                                        ~ task.other-dag-requirement"
  `);
});

test("names that are missing, wrong or taken", () => {
  expect(
    problemsOf(`${HEAD}
etl.task(async () => 1);
etl.task("", () => 1);
etl.task("a", () => 1);
etl.task("a", () => 2);
etl.task(42, () => 1);
etl.task(42, {}, () => 1);
export const empty = new Dag("empty");
`),
  ).toMatchInlineSnapshot(`
    "etl.task(async () => 1);
        ~~~~ task.unnamed
    etl.task("", () => 1);
              ~ task.invalid-name
    etl.task("a", () => 2);
              ~ task.duplicate-name (see line 6)
    etl.task(42, () => 1);
             ~~ task.invalid-option
    etl.task(42, {}, () => 1);
             ~~ task.invalid-name
    export const empty = new Dag("empty");
                                  ~~~~~ warning dag.empty"
  `);
});

test("two modules export DAGs of one name; a DAG that no module exports is nobody's rival", () => {
  expect(
    problemsOf(`
//- a.ts
import { Dag } from "orchex";
export const a = new Dag("etl");
a.task("x", () => 1);
//- a.test.ts
import { Dag } from "orchex";
const a = new Dag("etl");
a.task("x", () => 1);
//- b.ts
import { Dag } from "orchex";
export const b = new Dag("etl");
b.task("x", () => 1);
`),
  ).toMatchInlineSnapshot(`
    "b.ts
    export const b = new Dag("etl");
                              ~~~ dag.duplicate-name (see line 2)"
  `);
});

test("options are judged where they stand, in the words of the runtime", () => {
  expect(
    problemsOf(
      `${HEAD}
const shared = { backoff: "soon" };
etl.task("a", { timeout: "5 mins", retries: 1, maxAttempts: 2, priority: 11, onError: 3, timeot: 1 }, (i) => i);
etl.task("b", { ...shared, retries: -1, requires: "a" }, (i) => i);
etl.task("c", { requires: ["a", 5, etl, () => 1], maxAttempts: 0 }, (i) => i);
export const other = new Dag("other", { timeout: 0, deps: {}, retries: 1 });
other.task("x", { backoff: 0, timeout: null, priority: 10, retries: 0 }, () => 1);
`,
      true,
    ),
  ).toMatchInlineSnapshot(`
    "const shared = { backoff: "soon" };
                     ~~~~~~~~~~~~~~~ task.invalid-option Task 'b': backoff: "soon" is not a duration: use a number of seconds, or a text such as "500ms", "30s", "5m", "1.5h" or "1d".
    etl.task("a", { timeout: "5 mins", retries: 1, maxAttempts: 2, priority: 11, onError: 3, timeot: 1 }, (i) => i);
                    ~~~~~~~~~~~~~~~~~ task.invalid-option Task 'a': timeout: "5 mins" is not a duration: use a number of seconds, or a text such as "500ms", "30s", "5m", "1.5h" or "1d".
                                       ~~~~~~~~~~ task.invalid-option Task 'a': give maxAttempts or retries, not both.
                                                                   ~~~~~~~~~~~~ task.invalid-option Task 'a': priority must be a whole number from 1 to 10 (got 11).
                                                                                 ~~~~~~~~~~ task.invalid-option Task 'a': onError must be a function (got a number (3)).
                                                                                             ~~~~~~~~~ task.invalid-option Task 'a': there is no option 'timeot'; did you mean 'timeout'?
    etl.task("b", { ...shared, retries: -1, requires: "a" }, (i) => i);
                               ~~~~~~~~~~~ task.invalid-option Task 'b': retries must be a whole number from 0 (got -1).
                                            ~~~~~~~~~~~~~ task.invalid-option Task 'b': requires must be an array of tasks and names (got the text 'a').
    etl.task("c", { requires: ["a", 5, etl, () => 1], maxAttempts: 0 }, (i) => i);
                                    ~ task.invalid-option Task 'c': an entry of requires must be a task or a name (got a number (5)).
                                       ~~~ task.invalid-option Task 'c': an entry of requires is a DAG: require its tasks instead of the whole DAG.
                                            ~~~~~~~ task.invalid-option Task 'c': an entry of requires must be a task or a name (got a function): require what dag.task() returned, not the function given to it.
                                                      ~~~~~~~~~~~~~~ task.invalid-option Task 'c': maxAttempts must be a whole number from 1 (got 0).
    export const other = new Dag("other", { timeout: 0, deps: {}, retries: 1 });
                                            ~~~~~~~~~~ task.invalid-option DAG 'other': timeout: 0 is shorter than a millisecond.
                                                        ~~~~~~~~ task.invalid-option DAG 'other': deps must be a function that makes them (got a plain object).
                                                                  ~~~~~~~~~~ task.invalid-option DAG 'other': there is no option 'retries'; the options are timeout, deps, onError."
  `);
});

test("inputs that are read without being required, and requirements that are not read", () => {
  expect(
    problemsOf(`${HEAD}
etl.task("a", async (inputs: { day: string }) => inputs.day);
etl.task("b", { requires: ["a"] }, ({ a, root, c: x }) => [a, root, x]);
etl.task("c", { requires: ["b", "a"] }, async (inputs) => { const { b } = inputs; return b + inputs["roof"]; });
etl.task("d", { requires: ["b", "a"] }, async (inputs) => inputs.a);
etl.task("e", { requires: ["b"] }, async () => {});
`),
  ).toMatchInlineSnapshot(`
    "etl.task("b", { requires: ["a"] }, ({ a, root, c: x }) => [a, root, x]);
                                             ~~~~ task.unrequired-input
                                                   ~ task.unrequired-input
    etl.task("c", { requires: ["b", "a"] }, async (inputs) => { const { b } = inputs; return b + inputs["roof"]; });
                                                                                                         ~~~~ task.unrequired-input
    etl.task("d", { requires: ["b", "a"] }, async (inputs) => inputs.a);
                                ~ hint task.unread-requirement
    etl.task("e", { requires: ["b"] }, async () => {});
                                ~ hint task.unread-requirement"
  `);
});

test("inputs that escape, or belong to a task with a wrong requirement, are not judged", () => {
  expect(
    problemsOf(`${HEAD}
etl.task("a", () => 1);
etl.task("b", { requires: ["a"] }, ({ ...rest }) => rest);
etl.task("c", { requires: ["a"] }, (inputs) => JSON.stringify(inputs));
etl.task("d", { requires: ["a"] }, (inputs) => Object.keys(inputs).map((key) => inputs[key]));
etl.task("e", { requires: ["a"] }, function () { return arguments[0]; });
etl.task("f", { requires: ["aa"] }, ({ other }) => other);
etl.task("g", { requires: ["a"] }, (inputs) => { const inner = (other) => other.x; return inner(inputs.a); });
etl.task("h", { requires: ["a"] }, wrapped(({ b }) => b));
`),
  ).toMatchInlineSnapshot(`
    "etl.task("f", { requires: ["aa"] }, ({ other }) => other);
                                ~~ task.unknown-requirement -> a"
  `);
});

test("in a class, a requirement and an input go by the name of the method", () => {
  expect(
    problemsOf(`
import { dag, task } from "orchex";
@dag("daily")
export class Daily {
  @task("extract_v2") async extract() { return 1; }
  @task({ requires: ["extract"] }) async byMethod({ extract }) { return extract; }
  @task({ requires: ["extract_v2" as string] }) async byName({ extract_v2 }) { return extract_v2; }
  @task({ requires: ["extract"] }) async wrong({ extract_v2 }) { return extract_v2; }
  @task({ requires: ["extrakt"] }) async typo(inputs) { return inputs; }
}
`),
  ).toMatchInlineSnapshot(`
    "  @task({ requires: ["extract"] }) async wrong({ extract_v2 }) { return extract_v2; }
                                                     ~~~~~~~~~~ task.unrequired-input
      @task({ requires: ["extrakt"] }) async typo(inputs) { return inputs; }
                          ~~~~~~~ task.unknown-requirement -> extract"
  `);
});

test("what is computed is told, never guessed, and nothing is called wrong that may be right", () => {
  expect(
    problemsOf(`${HEAD}
for (const n of ["x", "y"]) etl.task(n, { requires: ["b"] }, (i) => i);
etl.task("b", { requires: ["x", ...names(), process.env.X] }, (i) => i);
etl.task(\`c\${n}\`, options(), (i) => i);
let changing = "d";
if (process.env.Y) changing = "e";
etl.task(changing, () => 1);
export const computed = new Dag(process.env.NAME ?? "");
computed.task("x", { ...spread }, () => 1);
`),
  ).toMatchInlineSnapshot(`
    "for (const n of ["x", "y"]) etl.task(n, { requires: ["b"] }, (i) => i);
                                         ~ information task.unresolved
    etl.task("b", { requires: ["x", ...names(), process.env.X] }, (i) => i);
                                ~ information task.unresolved
                                       ~~~~~~~ information task.unresolved
                                                            ~ information task.unresolved
    etl.task(\`c\${n}\`, options(), (i) => i);
             ~~~~~~~ information task.unresolved
                      ~~~~~~~~~ information task.unresolved
    etl.task(changing, () => 1);
             ~~~~~~~~ information task.unresolved
    export const computed = new Dag(process.env.NAME ?? "");
                                    ~~~~~~~~~~~~~~~~~~~~~~ information task.unresolved
    computed.task("x", { ...spread }, () => 1);
                       ~~~~~~~~~~~~~ information task.unresolved"
  `);
});

test("a DAG whose task function is handed on may have any task", () => {
  expect(
    problemsOf(`${HEAD}
const t = etl.task.bind(etl);
t("hidden", () => 1);
etl.task("a", { requires: ["hidden", "a"] }, (i) => i);
`),
  ).toMatchInlineSnapshot(`
    "const t = etl.task.bind(etl);
              ~~~~~~~~ information task.unresolved
    etl.task("a", { requires: ["hidden", "a"] }, (i) => i);
                                ~~~~~~ information task.unresolved
                                          ~ task.self-requirement"
  `);
});

test("a task whose DAG is a parameter belongs to the DAGs that are handed in", () => {
  expect(
    problemsOf(`
//- helper.ts
import type { Dag } from "orchex";
export function called(dag: Dag) { dag.task("made", () => 1); }
export function never(dag: Dag) { dag.task("floating", () => 1); }
//- use.ts
import { Dag } from "orchex";
import { called, never } from "./helper";
export const etl = new Dag("etl");
called(etl);
dags.forEach(never);
etl.task("b", { requires: ["made", "floating", "unknown"] }, (i) => i);
`),
  ).toMatchInlineSnapshot(`
    "helper.ts
    export function never(dag: Dag) { dag.task("floating", () => 1); }
                                          ~~~~ information task.unresolved
    use.ts
    etl.task("b", { requires: ["made", "floating", "unknown"] }, (i) => i);
                                        ~~~~~~~~ information task.unresolved
                                                    ~~~~~~~ task.unknown-requirement"
  `);
});

test("a base class that is not found may have any task", () => {
  expect(
    problemsOf(`
import { dag, task } from "orchex";
import { Base } from "./missing";
@dag("c") export class C extends mixin(Base) { @task({ requires: ["maybe"] }) last(i) { return i; } }
`),
  ).toMatchInlineSnapshot(`
    "@dag("c") export class C extends mixin(Base) { @task({ requires: ["maybe"] }) last(i) { return i; } }
                                     ~~~~~~~~~~~ information task.unresolved
                                                                       ~~~~~ information task.unresolved"
  `);
});

test("a task in a function is declared when some file calls it, and is told while none does", () => {
  const { files } = markedProgram(`
//- dag.ts
import { Dag } from "orchex";
export const etl = new Dag("etl");
export function register() { etl.task("a", () => 1); }
//- main.ts
import { etl, register } from "./dag";
register();
etl.task("b", { requires: ["a"] }, (i) => i);
`);
  const workspace = createWorkspace();
  workspace.setAll(files);
  expect(drawnProblems(workspace, files)).toBe("");
  expect(workspace.dags()[0]?.complete).toBe(true);
  const main = files.get("/project/main.ts") ?? "";
  workspace.set("/project/main.ts", main.replace("register();", ""));
  expect(drawnProblems(workspace, files)).toMatchInlineSnapshot(`
    "dag.ts
    export function register() { etl.task("a", () => 1); }
                                           ~ information task.unresolved"
  `);
  expect(workspace.dags()[0]?.complete).toBe(false);
  workspace.set("/project/main.ts", main);
  expect(drawnProblems(workspace, files)).toBe("");
});
