import { expect, test } from "vitest";
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from "./callHierarchy.ts";
import { definition } from "./definition.ts";
import { documentHighlight } from "./documentHighlight.ts";
import { references } from "./references.ts";
import { scene, type SceneOptions } from "./scene.test-support.ts";

const program = (cursorAt: "string" | "reference" | "input" | "declaration") => {
  const mark = (place: typeof cursorAt) => (place === cursorAt ? "/*^*/" : "");
  return `
//- dag.ts
import { Dag } from "orchex";
export const etl = new Dag("etl");
export const extract = etl.task("ext${mark("declaration")}ract", () => 1);
//- more.ts
import { etl, extract } from "./dag.ts";
export const a = etl.task("a", { requires: ["${mark("string")}extract"] }, (inputs) => inputs.extract);
export const b = etl.task("b", { requires: [${mark("reference")}extract, a] }, ({ ext${mark("input")}ract, a }) => [extract, a]);
`;
};

function defined(source: string, options?: SceneOptions): string {
  const { context, file, position, draw } = scene(source, options);
  const links = definition(context, file, position);
  return draw(links.map((link) => ("uri" in link ? link : { uri: link.targetUri, range: link.targetSelectionRange })));
}

test.each(["string", "reference", "input", "declaration"] as const)("from a %s to the declaration", (place) => {
  expect(defined(program(place))).toBe(`
//- dag.ts
export const extract = etl.task("extract", () => 1);
                                 ~~~~~~~
`);
});

test("an identifier is left to TypeScript where the client says so", () => {
  expect(defined(program("reference"), { settings: { identifiers: false } })).toBe("\n\n");
  expect(defined(program("string"), { settings: { identifiers: false } })).toContain("extract");
});

test("a client without links gets a place", () => {
  const { context, file, position } = scene(program("string"), { client: { locationLinks: false } });
  expect(definition(context, file, position)).toEqual([
    { uri: "file:///project/dag.ts", range: { start: { line: 2, character: 33 }, end: { line: 2, character: 40 } } },
  ]);
});

test.each(["string", "reference", "input", "declaration"] as const)(
  "all places that mean a task, from a %s",
  (place) => {
    const { context, file, position, draw } = scene(program(place));
    expect(draw(references(context, file, position, true))).toMatchInlineSnapshot(`
      "
      //- dag.ts
      export const extract = etl.task("extract", () => 1);
                   ~~~~~~~
                                       ~~~~~~~
      //- more.ts
      import { etl, extract } from "./dag.ts";
                    ~~~~~~~
      export const a = etl.task("a", { requires: ["extract"] }, (inputs) => inputs.extract);
                                                   ~~~~~~~
                                                                                   ~~~~~~~
      export const b = etl.task("b", { requires: [extract, a] }, ({ extract, a }) => [extract, a]);
                                                  ~~~~~~~
                                                                    ~~~~~~~
      "
    `);
  },
);

test("the declaration is left out when it is not wanted", () => {
  const { context, file, position } = scene(program("string"));
  const wanted = (includeDeclaration: boolean) => references(context, file, position, includeDeclaration);
  expect(wanted(true).length - wanted(false).length).toBe(1);
});

test("the places of the file are highlighted", () => {
  const { context, file, position, draw } = scene(program("input"));
  const highlights = documentHighlight(context, file, position);
  expect(draw(highlights.map(({ range, kind }) => ({ range, label: kind === 3 ? "write" : "read" }))))
    .toMatchInlineSnapshot(`
    "
    //- more.ts
    import { etl, extract } from "./dag.ts";
                  ~~~~~~~ read
    export const a = etl.task("a", { requires: ["extract"] }, (inputs) => inputs.extract);
                                                 ~~~~~~~ read
                                                                                 ~~~~~~~ read
    export const b = etl.task("b", { requires: [extract, a] }, ({ extract, a }) => [extract, a]);
                                                ~~~~~~~ read
                                                                  ~~~~~~~ read
    "
  `);
});

test("names that no task has are highlighted together", () => {
  const { context, file, position, draw } = scene(`
import { Dag } from "orchex";
const etl = new Dag("etl");
etl.task("a", { requires: ["/*^*/missing"] }, () => 1);
etl.task("b", { requires: ["missing"] }, () => 1);
`);
  expect(draw(documentHighlight(context, file, position))).toMatchInlineSnapshot(`
    "
    etl.task("a", { requires: ["missing"] }, () => 1);
                                ~~~~~~~
    etl.task("b", { requires: ["missing"] }, () => 1);
                                ~~~~~~~
    "
  `);
});

const chain = `
//- dag.ts
import { Dag } from "orchex";
export const etl = new Dag("etl");
etl.task("first", () => 1);
etl.task("mid/*^*/dle", { requires: ["first"] }, () => 1);
//- more.ts
import { etl } from "./dag.ts";
etl.task("last", { requires: ["middle", "first"] }, () => 1);
`;

test("the hierarchy of calls is downstream for callers and upstream for what is called", () => {
  const { context, file, position, draw } = scene(chain);
  const [item] = prepareCallHierarchy(context, file, position);
  if (item === undefined) throw new Error("no item");
  expect(item).toMatchObject({ name: "middle", detail: "etl", uri: "file:///project/dag.ts" });
  const down = incomingCalls(context, item).flatMap(({ from, fromRanges }) =>
    fromRanges.map((range) => ({ uri: from.uri, range, label: `by ${from.name}` })),
  );
  const up = outgoingCalls(context, item).flatMap(({ to, fromRanges }) =>
    fromRanges.map((range) => ({ uri: item.uri, range, label: `to ${to.name}` })),
  );
  expect(draw([...down, ...up])).toMatchInlineSnapshot(`
    "
    //- dag.ts
    etl.task("middle", { requires: ["first"] }, () => 1);
                                     ~~~~~ to first
    //- more.ts
    etl.task("last", { requires: ["middle", "first"] }, () => 1);
                                   ~~~~~~ by last
    "
  `);
});

test("an item of the hierarchy whose task is gone has no calls", () => {
  const { context, file, position } = scene(chain);
  const [item] = prepareCallHierarchy(context, file, position);
  if (item === undefined) throw new Error("no item");
  for (const data of [undefined, null, { dag: "etl", task: "gone" }, { dag: 5 }]) {
    expect(incomingCalls(context, { ...item, data })).toEqual([]);
    expect(outgoingCalls(context, { ...item, data })).toEqual([]);
  }
});
