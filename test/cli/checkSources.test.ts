import { fileURLToPath } from "node:url";
import { checkSources } from "orchex-analysis";
import { expect, test } from "vitest";

test("the examples have no problems, and everything about their tasks is known", async () => {
  const { problems, dags } = await checkSources({ paths: [path("../../examples/etl")], types: true });
  expect(problems).toEqual([]);
  expect(dags.map(({ name, complete, tasks }) => [name, complete, tasks.length])).toEqual([
    ["nightly", true, 4],
    ["orders", true, 5],
  ]);
  const hashes = dags.flatMap(({ tasks }) => tasks.flatMap(({ signature, code }) => [signature, code]));
  expect(hashes).not.toContain(null);
});

test("of one file of many only its own problems are reported", async () => {
  const { problems, dags } = await checkSources({ paths: [path("../fixtures/cli/wrong.ts")], types: true });
  const errors = problems.filter(({ severity }) => severity === "error");
  expect(errors.map(({ code, task }) => [code, task])).toEqual([
    ["task.unknown-requirement", "report"],
    ["dag.cycle", "b"],
  ]);
  expect(dags.map(({ name }) => name)).toEqual(["wrong"]);
});

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
