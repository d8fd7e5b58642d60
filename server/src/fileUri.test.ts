import { expect, test } from "vitest";
import { fileOfUri, uriOfFile } from "./fileUri.ts";

test.each([
  ["file:///home/u/a.ts", "/home/u/a.ts"],
  ["file:///home/u/my%20flows/%C3%A9t%C3%A9%20%F0%9F%9A%80.ts", "/home/u/my flows/été 🚀.ts"],
  ["file:///home/u/a%23b%3Fc.ts", "/home/u/a#b?c.ts"],
  ["file:///home/u/100%.ts", "/home/u/100%.ts"],
  ["FILE:///home/u/a.ts", "/home/u/a.ts"],
  ["file://", "/"],
])("%s is a file on a POSIX system", (uri, file) => {
  expect(fileOfUri(uri, false)).toBe(file);
});

test.each([
  ["file:///c%3A/Users/u/a.ts", "C:\\Users\\u\\a.ts"],
  ["file:///C:/Users/u/a.ts", "C:\\Users\\u\\a.ts"],
  ["file:///c:/Users/u/my%20flows/a.ts", "C:\\Users\\u\\my flows\\a.ts"],
  ["file://server/share/a.ts", "\\\\server\\share\\a.ts"],
])("%s is a file on Windows", (uri, file) => {
  expect(fileOfUri(uri, true)).toBe(file);
});

test("what is no file keeps its URI as its name", () => {
  expect(fileOfUri("untitled:Untitled-1", false)).toBe("untitled:Untitled-1");
  expect(uriOfFile("untitled:Untitled-1", false)).toBe("untitled:Untitled-1");
  expect(uriOfFile("untitled:Untitled-1", true)).toBe("untitled:Untitled-1");
});

test("a path goes to a URI and back", () => {
  for (const file of ["/a b/é🚀/c#d?e%f.ts", "/it's (1).ts", "/a/[slug].ts"]) {
    expect(fileOfUri(uriOfFile(file, false), false)).toBe(file);
  }
  for (const file of ["C:\\a b\\é🚀.ts", "D:\\x.ts", "\\\\server\\share\\a b.ts"]) {
    expect(fileOfUri(uriOfFile(file, true), true)).toBe(file);
  }
  expect(uriOfFile("C:\\x\\y.ts", true)).toBe("file:///c%3A/x/y.ts");
});
