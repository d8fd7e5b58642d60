import { expect, test } from "vitest";
import { graphOf } from "./graph.ts";
import { renderAscii } from "./renderAscii.ts";
import { renderDot } from "./renderDot.ts";
import { renderJson } from "./renderJson.ts";
import { renderMermaid } from "./renderMermaid.ts";
import { roots } from "./roots.ts";

const graph = graphOf("daily_etl", [
  { name: "extract", requires: [] },
  { name: "classify", requires: ["extract"] },
  { name: "summarise", requires: ["extract"] },
  { name: "publish", requires: ["classify", "summarise"] },
  { name: "ping", requires: [] },
]);
const hostile = graphOf('x"\\N', [
  { name: 'a"] --> b %%{init}%% `#<i>&', requires: [] },
  { name: "back\\slash\u202e", requires: ['a"] --> b %%{init}%% `#<i>&'] },
]);

test("the tree opens a shared task once", () => {
  expect(renderAscii(graph).split("\n")).toEqual([
    "daily_etl",
    "|-- extract",
    "|   |-- classify",
    "|   |   \\-- publish",
    "|   \\-- summarise",
    "|       \\-- publish [shared]",
    "\\-- ping",
  ]);
});

test("the tree shows a cycle after the roots, entered where it was declared first", () => {
  const circular = graphOf("etl", [
    { name: "a", requires: ["b"] },
    { name: "b", requires: ["a"] },
    { name: "alone", requires: [] },
  ]);
  expect(renderAscii(circular).split("\n")).toEqual([
    "etl",
    "|-- alone",
    "\\-- a",
    "    \\-- b",
    "        \\-- a [shared]",
  ]);
});

test("an empty DAG is its name", () => {
  expect(renderAscii(graphOf("etl", []))).toBe("etl");
});

test("the roots are the tasks that require nothing, as declared", () => {
  expect(roots(graph)).toEqual(["extract", "ping"]);
});

test("JSON has the tasks as declared, and the waves", () => {
  expect(renderJson(graph)).toEqual({
    dag: "daily_etl",
    tasks: [
      { name: "extract", requires: [] },
      { name: "classify", requires: ["extract"] },
      { name: "summarise", requires: ["extract"] },
      { name: "publish", requires: ["classify", "summarise"] },
      { name: "ping", requires: [] },
    ],
    waves: [["extract", "ping"], ["classify", "summarise"], ["publish"]],
  });
});

test("Mermaid is drawn from requirement to dependent", () => {
  expect(renderMermaid(graph).split("\n")).toEqual([
    "---",
    'title: "daily_etl"',
    "---",
    "flowchart TD",
    '  t0["extract"]',
    '  t1["classify"]',
    '  t2["summarise"]',
    '  t3["publish"]',
    '  t4["ping"]',
    "  t0 --> t1",
    "  t0 --> t2",
    "  t1 --> t3",
    "  t2 --> t3",
  ]);
});

test("no name can break out of a Mermaid label", () => {
  const [, title, , , first, second] = renderMermaid(hostile).split("\n");
  expect(title).toBe('title: "x\\"\\\\N"');
  expect(first).toBe('  t0["a#34;#93; --#62; b #37;#37;#123;init#125;#37;#37; #96;#35;#60;i#62;#38;"]');
  expect(second).toBe('  t1["back#92;slash#92;u#123;202e#125;"]');
});

test("dot is drawn from requirement to dependent, and no name can break out of a label", () => {
  expect(renderDot(hostile).split("\n")).toEqual([
    "digraph {",
    '  label="x\\"\\\\N";',
    "  node [shape=box];",
    '  t0 [label="a\\"] --> b %%{init}%% `#<i>&amp;"];',
    '  t1 [label="back\\\\slash\\\\u{202e}"];',
    "  t0 -> t1;",
    "}",
  ]);
});
