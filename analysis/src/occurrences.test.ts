import { expect, test } from "vitest";
import { namesakesOf } from "../../test/support/analysed.ts";

test("the places of a task in its file", () => {
  expect(
    namesakesOf(`
import { Dag } from "orchex";
const etl = new Dag("etl");
const extract = etl.task("ext/*^*/ract", async () => 1);
etl.task("a", { requires: ["extract"] }, async ({ extract }) => extract);
etl.task("b", { requires: [extract] }, async ({ extract: x }) => x);
etl.task("c", { requires: ["extract"] }, async (inputs) => { const { extract } = inputs; return inputs.extract + inputs["extract"]; });
test("runs", () => extract({}));
`),
  ).toMatchInlineSnapshot(`
    "const extract = etl.task("extract", async () => 1);
          ~~~~~~~ reference in extract, not editable
                              ~~~~~~~ declaration in extract
    etl.task("a", { requires: ["extract"] }, async ({ extract }) => extract);
                                ~~~~~~~ requirement in a
                                                      ~~~~~~~ input in a, shorthand
    etl.task("b", { requires: [extract] }, async ({ extract: x }) => x);
                               ~~~~~~~ reference in b, not editable
                                                    ~~~~~~~ input in b
    etl.task("c", { requires: ["extract"] }, async (inputs) => { const { extract } = inputs; return inputs.extract + inputs["extract"]; });
                                ~~~~~~~ requirement in c
                                                                         ~~~~~~~ input in c, shorthand
                                                                                                           ~~~~~~~ input in c
                                                                                                                             ~~~~~~~ input in c
    test("runs", () => extract({}));
                       ~~~~~~~ reference, not editable"
  `);
});

test("the places of a method", () => {
  expect(
    namesakesOf(`
import { dag, task, type Inputs } from "orchex";
@dag("daily")
export class Daily {
  @task async extract() { return 1; }
  @task({ requires: ["ext/*^*/ract"] }) async clean({ extract }: Inputs<Daily, "extract">) { return extract; }
}
type Other = Inputs<Daily, "extract" | "clean">;
`),
  ).toMatchInlineSnapshot(`
    "  @task async extract() { return 1; }
                  ~~~~~~~ declaration in extract
      @task({ requires: ["extract"] }) async clean({ extract }: Inputs<Daily, "extract">) { return extract; }
                          ~~~~~~~ requirement in clean
                                                     ~~~~~~~ input in clean, shorthand
                                                                               ~~~~~~~ type in clean
    type Other = Inputs<Daily, "extract" | "clean">;
                                ~~~~~~~ type"
  `);
});

test("a requirement that speaks of the method is no place of the task's own name", () => {
  expect(
    namesakesOf(`
import { dag, task } from "orchex";
@dag("daily")
export class Daily {
  @task("extract/*^*/_v2") async extract() { return 1; }
  @task({ requires: ["extract"] }) async clean({ extract }) { return extract; }
  @task({ requires: ["extract_v2" as string] }) async load({ extract_v2 }) { return extract_v2; }
}
`),
  ).toMatchInlineSnapshot(`
    "  @task("extract_v2") async extract() { return 1; }
             ~~~~~~~~~~ declaration in extract_v2
      @task({ requires: ["extract"] }) async clean({ extract }) { return extract; }
                          ~~~~~~~ requirement in clean, not editable
                                                     ~~~~~~~ input in clean, not editable, shorthand
      @task({ requires: ["extract_v2" as string] }) async load({ extract_v2 }) { return extract_v2; }
                          ~~~~~~~~~~ requirement in load
                                                                 ~~~~~~~~~~ input in load, shorthand"
  `);
});

test("places in other files: imports, re-exports, names, and files that only call it", () => {
  expect(
    namesakesOf(`
//- dag.ts
import { Dag } from "orchex";
export const etl = new Dag("etl");
//- extract.ts
import { etl } from "./dag";
export const extract = etl.task("extract", async () => 1);
//- index.ts
export { extract } from "./extract";
//- load.ts
import { etl } from "./dag";
import { extract as first } from "./index";
etl.task("load", { requires: [fir/*^*/st] }, ({ extract }) => extract);
//- names.ts
import { etl } from "./dag";
etl.task("more", { requires: ["extract"] }, ({ extract }) => extract);
//- extract.test.ts
import { extract } from "./extract";
test("runs", () => extract({ day: "today" }));
`),
  ).toMatchInlineSnapshot(`
    "extract.ts
    export const extract = etl.task("extract", async () => 1);
                 ~~~~~~~ reference in extract, not editable
                                     ~~~~~~~ declaration in extract
    index.ts
    export { extract } from "./extract";
             ~~~~~~~ reference, not editable
    load.ts
    import { extract as first } from "./index";
             ~~~~~~~ reference, not editable
    etl.task("load", { requires: [first] }, ({ extract }) => extract);
                                  ~~~~~ reference in load, not editable
                                               ~~~~~~~ input in load, shorthand
    names.ts
    etl.task("more", { requires: ["extract"] }, ({ extract }) => extract);
                                   ~~~~~~~ requirement in more
                                                   ~~~~~~~ input in more, shorthand
    extract.test.ts
    import { extract } from "./extract";
             ~~~~~~~ reference, not editable
    test("runs", () => extract({ day: "today" }));
                       ~~~~~~~ reference, not editable"
  `);
});

test("a name held in a constant is edited where it is written", () => {
  expect(
    namesakesOf(`
import { Dag } from "orchex";
const NAME = "extract";
const etl = new Dag("etl");
etl.task(NAME, async () => 1);
etl.task("load", { requires: [NA/*^*/ME] }, async ({ extract }) => extract);
`),
  ).toMatchInlineSnapshot(`
    "const NAME = "extract";
                  ~~~~~~~ declaration
    etl.task(NAME, async () => 1);
             ~~~~ declaration in extract, not editable
    etl.task("load", { requires: [NAME] }, async ({ extract }) => extract);
                                  ~~~~ requirement in load, not editable
                                                    ~~~~~~~ input in load, shorthand"
  `);
});

test("a name that no task has, and a DAG", () => {
  expect(
    namesakesOf(`
import { Dag } from "orchex";
const etl = new Dag("etl");
etl.task("load", { requires: ["ext/*^*/rct"] }, async ({ extrct }) => extrct);
`),
  ).toMatchInlineSnapshot(`
    "etl.task("load", { requires: ["extrct"] }, async ({ extrct }) => extrct);
                                   ~~~~~~ requirement in load, no task"
  `);
  expect(namesakesOf(`import { Dag } from "orchex";\nconst etl = new Dag("et/*^*/l");\n`)).toMatchInlineSnapshot(`
    "const etl = new Dag("etl");
                         ~~~ dag, no task"
  `);
  expect(namesakesOf(`import { Dag } from "orchex";\nconst et/*^*/l = new Dag("etl");\n`)).toBe("nothing");
});
