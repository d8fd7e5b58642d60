import { expect, test } from "vitest";
import { meansFile } from "./moduleGlobs.ts";

test.each([
  ["more.ts", "/p/more.ts", true],
  ["./tasks/*.ts", "/p/tasks/a.ts", true],
  ["./tasks/*.ts", "/p/tasks/deep/a.ts", false],
  ["tasks/**/*.{ts,mts}", "/p/tasks/deep/er/a.mts", true],
  ["../shared/[a-c].ts", "/shared/b.ts", true],
  ["../shared/[^a-c].ts", "/shared/b.ts", false],
  ["/q/*.ts", "/q/a.ts", true],
  [String.raw`tasks\*.ts`, "/p/tasks/a.ts", true],
  ["tasks/(deep)/a.ts", "/p/tasks/(deep)/a.ts", true],
  // Half typed.
  ["tasks/{a,b", "/p/tasks/a.ts", false],
  ["tasks/[z-a].ts", "/p/tasks/a.ts", false],
  ["", "/p/tasks/a.ts", false],
])("%j in /p means %s: %s", (glob, file, isMeant) => {
  expect(meansFile([glob], "/p", file)).toBe(isMeant);
});

test("paths of Windows", () => {
  expect(meansFile(["./tasks/*.ts"], String.raw`C:\p`, String.raw`C:\p\tasks\a.ts`)).toBe(true);
});
