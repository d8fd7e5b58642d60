import { expect, test } from "vitest";
import type { Problem } from "orchex/dag";
import { drawn, markedProgram } from "../../test/support/markedProgram.ts";
import { createWorkspace } from "./createWorkspace.ts";
import type { Workspace } from "./workspace.ts";

/** A workspace of a marked program, with everything read that is read when nobody waits. */
function opened(program: string): { readonly workspace: Workspace; readonly files: ReadonlyMap<string, string> } {
  const { files } = markedProgram(program);
  const workspace = createWorkspace();
  workspace.setAll(files);
  while (workspace.idle(Infinity) !== null);
  return { workspace, files };
}

/** Draws the problems of a program below the lines they stand on. */
function check(program: string): string {
  const { workspace, files } = opened(program);
  const parts = [...files].flatMap(([file, text]) => {
    const problems = workspace.problems(file);
    if (problems.length === 0) return [];
    const places = problems.flatMap(({ location, ...problem }) =>
      location === null ? [] : [{ range: location, label: label(problem) }],
    );
    return [`${file.slice("/project/".length)}\n${drawn(text, places)}`];
  });
  return parts.join("\n");
}

function label({ code, severity, suggestion }: Omit<Problem, "location">): string {
  return `${severity === "error" ? "" : `${severity} `}${code}${suggestion === null ? "" : ` -> ${suggestion}`}`;
}

/** The graph of every DAG, one line a task. */
function graphs(program: string): string {
  const { workspace } = opened(program);
  return workspace
    .dags()
    .map(({ name, graph, complete, exportName }) =>
      [
        `${name}${exportName === null ? "" : ` as ${exportName}`}${complete ? "" : " (incomplete)"}`,
        ...graph.tasks.map((task) => `  ${task} <- ${(graph.requires.get(task) ?? []).join(", ")}`.trimEnd()),
      ].join("\n"),
    )
    .join("\n");
}

test("DAGs as objects are read", () => {
  expect(
    graphs(`
import { Dag } from "orchex";
export const etl = new Dag("daily");
export const extract = etl.task("extract", async () => 1);
const load = etl.task("load", { requires: [extract, "clean"], timeout: "5m" }, async ({ extract, clean }) => [extract, clean]);
etl.task("clean", { requires: ["extract"] }, ({ extract }) => extract);
export default load;
`),
  ).toMatchInlineSnapshot(`
    "daily as etl
      extract <-
      load <- extract, clean
      clean <- extract"
  `);
});

test("DAGs as classes are read", () => {
  expect(
    graphs(`
import { dag, task, type Inputs } from "orchex";
@dag("daily")
export class Daily {
  @task async extract() { return 1; }
  @task() async clean() { return 2; }
  @task("sorted_v2", { requires: ["extract", "clean"] }) async sorted({ extract, clean }: Inputs<Daily, "extract" | "clean">) {}
  @task({ requires: ["sorted"] }) async load({ sorted }: Inputs<Daily, "sorted">) { return sorted; }
}
`),
  ).toMatchInlineSnapshot(`
    "daily as Daily
      extract <-
      clean <-
      sorted_v2 <- extract, clean
      load <- sorted_v2"
  `);
});

test("a typo is one problem", () => {
  expect(
    check(`
import { Dag } from "orchex";
export const etl = new Dag("daily");
etl.task("extract", async () => 1);
etl.task("load", { requires: ["extrct"] }, async ({ extract }) => extract);
`),
  ).toMatchInlineSnapshot(`
    "dag.ts
    etl.task("load", { requires: ["extrct"] }, async ({ extract }) => extract);
                                   ~~~~~~ task.unknown-requirement -> extract"
  `);
});
