import { describe, expect, test } from "vitest";
import { completionOf } from "../../test/support/analysed.ts";

const HEAD = `import { Dag } from "orchex";
const etl = new Dag("etl");
const extract = etl.task("extract", async () => 1);
etl.task("clean", { requires: ["extract"] }, async ({ extract }) => extract);
`;
const CLASS = `import { dag, task, type Inputs } from "orchex";
@dag("daily")
export class Daily {
  @task("extract_v2") async extract() { return 1; }
  @task({ requires: ["extract"] }) async clean({ extract }) { return extract; }
`;
const after = 'etl.task("last", { requires: ["clean"] }, async ({ clean }) => clean);\n';

describe("requirements", () => {
  test.each([
    ["in a string", `etl.task("load", { requires: ["ext/*^*/"] }, async () => 1);`],
    ["in an empty string", `etl.task("load", { requires: ["/*^*/"] }, async () => 1);`],
    ["beside others", `etl.task("load", { requires: [extract, "/*^*/"] }, async () => 1);`],
    ["without quotes", `etl.task("load", { requires: [/*^*/] }, async () => 1);`],
    ["a word", `etl.task("load", { requires: [ex/*^*/] }, async () => 1);`],
    ["a string that is not closed", `etl.task("load", { requires: ["ext/*^*/`],
    ["an array that is not closed", `etl.task("load", { requires: [/*^*/`],
    ["an array that is not closed, with what follows", `etl.task("load", { requires: ["/*^*/ }, async () => 1);`],
    ["after a comma", `etl.task("load", { timeout: "1m", requires: ["extract", /*^*/] }, async () => 1);`],
    ["as const", `etl.task("load", { requires: ["cl/*^*/"] as const } satisfies object, async () => 1);`],
  ])("%s", (_, code) => {
    expect(completionOf(`${HEAD}${code}\n${after}`)).toMatchSnapshot();
  });

  test("what would close a cycle comes last", () => {
    expect(
      completionOf(`${HEAD}etl.task("z", { requires: ["clean", "/*^*/"] }, (i) => i);
etl.task("y", { requires: ["z"] }, (i) => i);
etl.task("x", () => 1);
`),
    ).toMatchInlineSnapshot(`
      "etl.task("z", { requires: ["clean", ""] }, (i) => i);
                                           ~ empty, requirement in a string of z: x extract y"
    `);
  });

  test("of a method are methods", () => {
    expect(completionOf(`${CLASS}  @task({ requires: ["/*^*/"] }) async load() {}\n}\n`)).toMatchInlineSnapshot(`
      "  @task({ requires: [""] }) async load() {}
                            ~ empty, requirement in a string of load: clean extract"
    `);
    expect(completionOf(`${CLASS}  @task({ requires: ["/*^*/"] })\n}\n`)).toMatchInlineSnapshot(`
      "  @task({ requires: [""] })
                            ~ empty, requirement in a string of ?: extract clean"
    `);
    expect(completionOf(`${CLASS}  @task({ requires: ["ex/*^*/`)).toMatchInlineSnapshot(`
      "  @task({ requires: ["ex
                            ~~ requirement in a string of ?: extract clean"
    `);
  });
});

describe("inputs", () => {
  test.each([
    ["destructured", `etl.task("load", { requires: ["extract", "clean"] }, async ({ cl/*^*/ }) => 1);`],
    ["destructured beside others", `etl.task("load", { requires: ["extract", "clean"] }, ({ extract, /*^*/ }) => 1);`],
    ["before the arrow is typed", `etl.task("load", { requires: ["extract", "clean"] }, async ({ /*^*/`],
    ["before the arrow of a plain function is typed", `etl.task("load", { requires: [extract] }, ({ /*^*/`],
    ["as a property", `etl.task("load", { requires: [extract] }, async (inputs) => { return inputs./*^*/; });`],
    [
      "as a property in a long body",
      `etl.task("load", { requires: [extract] }, async (inputs) => {\n${"  work(1);\n".repeat(30)}  const x = inputs./*^*/\n  more();\n});`,
    ],
    [
      "as a property in a callback",
      `etl.task("load", { requires: [extract] }, (inputs) => [1].map((n) => inputs.ex/*^*/));`,
    ],
    ["as an element", `etl.task("load", { requires: [extract] }, (inputs) => inputs["/*^*/"]);`],
  ])("%s", (_, code) => {
    expect(completionOf(`${HEAD}${code}\n${after}`)).toMatchSnapshot();
  });

  test("of a method", () => {
    expect(completionOf(`${CLASS}  @task({ requires: ["clean", "extract"] }) async load({ /*^*/ }) {}\n}\n`))
      .toMatchInlineSnapshot(`
      "  @task({ requires: ["clean", "extract"] }) async load({  }) {}
                                                               ~ empty, input of load: clean extract"
    `);
    expect(completionOf(`${CLASS}  @task({ requires: ["clean"] }) async load(inputs) { return inputs./*^*/ }\n}\n`))
      .toMatchInlineSnapshot(`
      "  @task({ requires: ["clean"] }) async load(inputs) { return inputs. }
                                                                          ~ empty, input of load: clean"
    `);
  });
});

test.each([
  ["in other strings", `etl.task("lo/*^*/ad", { requires: ["extract"] }, async () => 1);`],
  ["in other arrays", `etl.task("load", { tags: ["/*^*/"] }, async () => 1);`],
  ["in arrays of bodies", `etl.task("load", async () => ({ requires: ["/*^*/"] }));`],
  ["in other objects", `etl.task("load", { requires: [extract] }, async (inputs) => other./*^*/);`],
  ["for the name of a variable", `etl.task("load", { requires: [extract] }, async ({ extract: x/*^*/ }) => x);`],
  ["in a function of somebody else", `other.task("load", { requires: ["/*^*/"] }, async () => 1);`],
])("nothing is offered %s", (_, code) => {
  expect(completionOf(`${HEAD}${code}\n${after}`)).toBe("nothing");
});
