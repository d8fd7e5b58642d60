import { expect, inject, afterAll, test } from "vitest";
import { errorOf, run } from "../cli/cli.ts";
import { caseFolders } from "./folders.ts";

const { make, remove } = caseFolders();
afterAll(remove);

const HEAD = 'import { Dag } from "orchex"; export const x = new Dag("x"); x.task("a", () => 1);\n';

/** What only a process of its own can be given, since it ends or holds up the process. */
const MODULES: readonly (readonly [name: string, source: string, ...says: string[]])[] = [
  ["waits at the top for what never comes", `${HEAD}await new Promise(() => {});`, "module.ts does not load", "await"],
  ["is a promise itself, that never answers", `${HEAD}export function then() {}`, "module.ts does not load", "await"],
  ["waits for a module that waits for it", `${HEAD}await import("./other.ts");`, "module.ts does not load", "await"],
  ["ends the process as if all were well", `${HEAD}process.exit(0);`, "ended the process"],
  ["ends the process with a code of ours", `${HEAD}process.exit(4);`, "ended the process"],
  [
    "leaves a rejection to nobody",
    `${HEAD}void Promise.reject(new Error("no luck")); await new Promise((r) => setTimeout(r, 50));`,
    "no luck",
  ],
  [
    "throws where nobody catches",
    `${HEAD}setTimeout(() => { throw new Error("no luck"); }); await new Promise((r) => setTimeout(r, 2_000));`,
    "no luck",
  ],
];

test.each(MODULES)("a module that %s", async (_name, source, ...says) => {
  const cwd = make({ "module.ts": source, "other.ts": 'import { x } from "./module.ts"; x.task("b", () => 2);' });
  const args = ["validate", "--dag=module.ts:x"];
  const answer = await run(args, {}, { cwd });
  const { code, line } = errorOf(answer);
  expect(code, answer.stderr).toBe(2);
  for (const text of says) expect(line).toContain(text);
  expect(answer.stderr.trimEnd().split("\n")).toEqual([line]);
  const json = await run([...args, "--json"], {}, { cwd });
  expect(json).toMatchObject({ code: 2, json: { error: { code: expect.stringMatching(/^module\./) } } });
});

test("arguments that are no UTF-8, and more of them than anybody types", async () => {
  const env = { DATABASE_URL: inject("postgresUrl") };
  const many = await run(["runs", ...Array.from({ length: 20_000 }, () => "--all"), "x"], env);
  expect(errorOf(many)).toMatchObject({ code: 2, line: expect.stringContaining("too many arguments") });
  const odd = await run(["report", "\udcff\udcfe"], env);
  expect(errorOf(odd)).toMatchObject({ code: 2, line: expect.stringContaining("is not a run id") });
});

test.each([
  ["", "found the end"],
  ["\u0000", "is not valid JSON"],
  ["{", "expected a key"],
  ["[1]", "must be a JSON object"],
  ['{"a":1,"a":2}', "twice"],
])("--inputs from stdin: %j", async (input, text) => {
  const answer = await run(["enqueue", "--dag=x", "--inputs=-"], { DATABASE_URL: inject("postgresUrl") }, { input });
  expect(errorOf(answer)).toMatchObject({ code: 2, line: expect.stringContaining(text) });
});
