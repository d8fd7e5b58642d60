import { expect, test } from "vitest";
import { prepareRename, rename } from "./rename.ts";
import { scene } from "./scene.test-support.ts";

function check(source: string, newName: string): string {
  const { context, file, position, edited } = scene(source);
  const result = rename(context, file, position, newName);
  if (result === null) return "nothing";
  return result.ok ? edited(result.value) : result.error;
}

const everywhere = `
//- dag.ts
import { Dag } from "orchex";
export const etl = new Dag("etl");
export const extract = etl.task('ext/*^*/ract', () => ({ text: "" }));
//- more.ts
import { etl, extract } from "./dag.ts";
etl.task("a", { requires: ["extract"] }, ({ extract }) => extract.text);
etl.task("b", { requires: [extract] }, ({ extract: it }) => it.text);
etl.task("c", { requires: [extract] }, (inputs) => [inputs.extract.text, inputs["extract"].text, inputs?.extract]);
`;

test("a task is renamed in every file, and references stay", () => {
  expect(check(everywhere, "fetch")).toMatchInlineSnapshot(`
    "
    //- dag.ts
    import { Dag } from "orchex";
    export const etl = new Dag("etl");
    export const extract = etl.task('fetch', () => ({ text: "" }));
    //- more.ts
    import { etl, extract } from "./dag.ts";
    etl.task("a", { requires: ["fetch"] }, ({ fetch: extract }) => extract.text);
    etl.task("b", { requires: [extract] }, ({ fetch: it }) => it.text);
    etl.task("c", { requires: [extract] }, (inputs) => [inputs.fetch.text, inputs["fetch"].text, inputs?.fetch]);
    "
  `);
});

test("a name that is no identifier gets the quotes and brackets it needs", () => {
  expect(check(everywhere, "it's new")).toMatchInlineSnapshot(`
    "
    //- dag.ts
    import { Dag } from "orchex";
    export const etl = new Dag("etl");
    export const extract = etl.task('it\\'s new', () => ({ text: "" }));
    //- more.ts
    import { etl, extract } from "./dag.ts";
    etl.task("a", { requires: ["it's new"] }, ({ "it's new": extract }) => extract.text);
    etl.task("b", { requires: [extract] }, ({ "it's new": it }) => it.text);
    etl.task("c", { requires: [extract] }, (inputs) => [inputs["it's new"].text, inputs["it's new"].text, inputs?.["it's new"]]);
    "
  `);
});

test("a method is renamed with the names that mean it", () => {
  expect(
    check(
      `
import { dag, task, type Inputs } from "orchex";
@dag("daily")
class Daily {
  @task()
  async extract() { return 1; }
  @task({ requires: ["ext/*^*/ract"] })
  async load({ extract }: Inputs<Daily, "extract">) { return extract; }
}
`,
      "fetch",
    ),
  ).toMatchInlineSnapshot(`
    "
    import { dag, task, type Inputs } from "orchex";
    @dag("daily")
    class Daily {
      @task()
      async fetch() { return 1; }
      @task({ requires: ["fetch"] })
      async load({ fetch: extract }: Inputs<Daily, "fetch">) { return extract; }
    }
    "
  `);
});

test("an identifier is left to TypeScript, and the message says what to do", () => {
  const source = everywhere
    .replace("/*^*/", "")
    .replace("[extract] }, ({ extract: it", "[ext/*^*/ract] }, ({ extract: it");
  expect(check(source, "fetch")).toMatchInlineSnapshot(
    `"This is a TypeScript identifier, which TypeScript's own rename changes. To rename task 'extract', rename its name as a string."`,
  );
});

test.each(["", "  ", "a\u0000b", "x".repeat(201)])("%j is refused as a name", (name) => {
  expect(check(everywhere, name)).toContain("cannot be a task's name");
});

test("a name that another task of the DAG has is refused, but for the own one", () => {
  const two = `
import { Dag } from "orchex";
const etl = new Dag("etl");
etl.task("/*^*/a", () => 1);
etl.task("b", () => 1);
`;
  expect(check(two, "b")).toBe("DAG 'etl' has a task 'b' already.");
  expect(check(two, "a")).toContain('etl.task("a"');
});

test("a name that no task has is refused", () => {
  const { context, file, position } = scene(`
import { Dag } from "orchex";
const etl = new Dag("etl");
etl.task("a", { requires: ["/*^*/missing"] }, () => 1);
`);
  expect(prepareRename(context, file, position)).toMatchObject({ ok: false });
});

test("what is to be renamed is the name without its quotes", () => {
  const { context, file, position, draw } = scene(everywhere);
  const prepared = prepareRename(context, file, position);
  if (prepared === null || !prepared.ok) throw new Error("cannot be renamed");
  expect(prepared.value.placeholder).toBe("extract");
  expect(draw([prepared.value])).toMatchInlineSnapshot(`
    "
    //- dag.ts
    export const extract = etl.task('extract', () => ({ text: "" }));
                                     ~~~~~~~
    "
  `);
});

test("where nothing of ours stands nothing is renamed", () => {
  const { context, file } = scene(everywhere);
  expect(prepareRename(context, file, { line: 0, character: 0 })).toBeNull();
});
