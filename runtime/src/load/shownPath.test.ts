import { posix, win32 } from "node:path";
import { expect, test } from "vitest";
import { shownPath } from "./shownPath.ts";

test("a path is shown from the working folder, unless that is far away", () => {
  expect(shownPath("/work/app/src/etl.ts", "/work/app", posix)).toBe("src/etl.ts");
  expect(shownPath("/work/etl.ts", "/work/app", posix)).toBe("../etl.ts");
  expect(shownPath("/etc/etl.ts", "/work/app", posix)).toBe("/etc/etl.ts");
  expect(shownPath("/work/app", "/work/app", posix)).toBe("/work/app");
  expect(shownPath("/work/a\\b.ts", "/work", posix)).toBe("a\\b.ts");
});

test("on Windows it has slashes too, and names the drive where that is another one", () => {
  expect(shownPath("C:\\work\\app\\src\\etl.ts", "c:\\work\\app", win32)).toBe("src/etl.ts");
  expect(shownPath("D:\\etl.ts", "C:\\work\\app", win32)).toBe("D:/etl.ts");
  expect(shownPath("\\\\host\\share\\etl.ts", "C:\\work", win32)).toBe("//host/share/etl.ts");
});
