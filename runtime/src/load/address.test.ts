import { win32 } from "node:path";
import { expect, test } from "vitest";
import { absoluteAddress, parseDagAddress } from "./address.ts";

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
  expect(parseDagAddress("C:etl.ts")).toEqual({ kind: "module", path: "C:etl.ts" });
  expect(parseDagAddress("C:etl.ts:etl")).toEqual({ kind: "module", path: "C:etl.ts", exportName: "etl" });
  expect(parseDagAddress("C:\\work\\etl")).toEqual({ kind: "module", path: "C:\\work\\etl" });
  expect(parseDagAddress("a:b")).toEqual({ kind: "name", name: "a:b" });
});

test("backslashes, shares and file URLs are paths of Windows", () => {
  const on = (text: string) => parseDagAddress(text, win32);
  expect(on("flows\\etl.ts:etl")).toEqual({ kind: "module", path: "flows\\etl.ts", exportName: "etl" });
  expect(on("\\\\host\\share\\etl.ts:etl")).toMatchObject({ path: "\\\\host\\share\\etl.ts", exportName: "etl" });
  expect(on("file:///C:/a%20b/etl.ts:etl")).toEqual({ kind: "module", path: "C:\\a b\\etl.ts", exportName: "etl" });
  expect(on("file:///C:/work/etl.ts")).toEqual({ kind: "module", path: "C:\\work\\etl.ts" });
  expect(() => on("file:///work/etl.ts:etl")).toThrow(
    "'file:///work/etl.ts' is not the URL of a file on this computer.",
  );
  expect(() => parseDagAddress("file://host/etl.ts:etl")).toThrow("is not the URL of a file on this computer.");
});

test("an address made absolute is still read as the same module and export", () => {
  for (const text of ["etl.ts:etl", "flows\\etl.ts", "../etl:etl", "D:\\other\\etl.ts:etl", "file:///D:/etl.ts:etl"]) {
    const { path, ...rest } = parseDagAddress(text, win32) as { path: string };
    const absolute = parseDagAddress(absoluteAddress("C:\\work\\app", text, win32), win32);
    expect(absolute).toEqual({ ...rest, path: win32.resolve("C:\\work\\app", path) });
  }
  expect(absoluteAddress("C:\\work", "daily_etl", win32)).toBe("daily_etl");
});

test("anything else is the name of a DAG", () => {
  expect(parseDagAddress("daily_etl")).toEqual({ kind: "name", name: "daily_etl" });
  expect(parseDagAddress("team:daily")).toEqual({ kind: "name", name: "team:daily" });
});

test("an address without its parts is refused", () => {
  expect(() => parseDagAddress(" ")).toThrow("The address of a DAG is empty.");
  expect(() => parseDagAddress("src/etl.ts:")).toThrow("The address 'src/etl.ts:' ends before the name of an export.");
});
