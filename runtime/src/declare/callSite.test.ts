import { expect, test } from "vitest";
import { locationIn } from "./callSite.ts";

function place(frame: string): string | undefined {
  const location = locationIn(`Error: at work (/no/frame.ts:1:1)\n    at ${frame}`);
  return location && `${location.file} ${location.start.line}:${location.start.character}`;
}

test("every form of a frame is understood", () => {
  expect(place("file:///a/b.ts:3:5")).toBe("/a/b.ts 2:4");
  expect(place("async file:///a/b.ts:3:5")).toBe("/a/b.ts 2:4");
  expect(place("new Etl (/a/b.ts:10:1)")).toBe("/a/b.ts 9:0");
  expect(place("Object.<anonymous> (/a b (c)/d.ts:1:2)")).toBe("/a b (c)/d.ts 0:1");
  expect(place("/a%20b/c.ts:3:5")).toBe("/a b/c.ts 2:4");
  expect(place("/100%zz/c%20.ts:3:5")).toBe("/100%zz/c%20.ts 2:4");
  expect(place("/a#b/c.ts?tsx-namespace=1:3:5")).toBe("/a#b/c.ts 2:4");
  expect(place("file:///a%20b/c.ts?tsx-namespace=1:3:5")).toBe("/a b/c.ts 2:4");
});

test("what is no user code is passed over", () => {
  expect(place("node:internal/modules/esm/module_job:263:25")).toBeUndefined();
  expect(place("file://elsewhere/a/b.ts:1:2")).toBeUndefined();
  expect(place("<anonymous>")).toBeUndefined();
  expect(place("__decorateElement (/a/b.ts:1:2)")).toBeUndefined();
  expect(place("__esDecorate (/a/node_modules/tslib/tslib.es6.mjs:1:2)")).toBeUndefined();
  expect(locationIn("Error\n    at __decorateElement (/a/b.ts:1:2)\n    at /a/b.ts:7:1")?.start.line).toBe(6);
});
