import { expect, test } from "vitest";
import { parseDagAddress } from "./address.ts";

test("a path leads to a module, with or without an export", () => {
  expect(parseDagAddress("src/etl.ts:etl")).toEqual({ kind: "module", path: "src/etl.ts", exportName: "etl" });
  expect(parseDagAddress("etl.mts:default")).toEqual({ kind: "module", path: "etl.mts", exportName: "default" });
  expect(parseDagAddress("etl.tsx")).toEqual({ kind: "module", path: "etl.tsx" });
  expect(parseDagAddress("./flows/etl")).toEqual({ kind: "module", path: "./flows/etl" });
  expect(parseDagAddress("/a:b/etl.ts:x")).toEqual({ kind: "module", path: "/a:b/etl.ts", exportName: "x" });
  expect(parseDagAddress("/a:b/etl.ts")).toEqual({ kind: "module", path: "/a:b/etl.ts" });
  expect(parseDagAddress("file:///a%20b/etl.ts:x")).toEqual({ kind: "module", path: "/a b/etl.ts", exportName: "x" });
});

test("a drive letter is part of the path", () => {
  expect(parseDagAddress("C:\\work\\etl.ts:etl")).toEqual({
    kind: "module",
    path: "C:\\work\\etl.ts",
    exportName: "etl",
  });
  expect(parseDagAddress("c:/work/etl.ts")).toEqual({ kind: "module", path: "c:/work/etl.ts" });
});

test("anything else is the name of a DAG", () => {
  expect(parseDagAddress("daily_etl")).toEqual({ kind: "name", name: "daily_etl" });
  expect(parseDagAddress("team:daily")).toEqual({ kind: "name", name: "team:daily" });
});

test("an address without its parts is refused", () => {
  expect(() => parseDagAddress(" ")).toThrow("The address of a DAG is empty.");
  expect(() => parseDagAddress("src/etl.ts:")).toThrow("The address 'src/etl.ts:' ends before the name of an export.");
});
