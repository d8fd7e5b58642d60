import { expect, test } from "vitest";
import { isOfUser } from "./moduleFailure.ts";

test("frames of this package and of others are told from the user's, as paths and as URLs", () => {
  const own = "C:\\work\\node_modules\\orchex\\dist\\";
  expect(isOfUser("at task (file:///C:/work/node_modules/orchex/dist/declare/task.js:3:5)", own)).toBe(false);
  expect(isOfUser("at task (C:\\work\\node_modules\\orchex\\dist\\declare\\task.js:3:5)", own)).toBe(false);
  expect(isOfUser("at task (C:\\orchex\\runtime\\src\\declare\\dag.ts:3:5)", "C:\\orchex\\runtime\\src\\")).toBe(false);
  expect(isOfUser("at query (C:\\work\\node_modules\\pg\\lib\\client.js:3:5)", own)).toBe(false);
  expect(isOfUser("at file:///C:/work/etl.ts:3:5", own)).toBe(true);
  expect(isOfUser("at load (C:\\work\\etl.ts:3:5)", own)).toBe(true);
});
