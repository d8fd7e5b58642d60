import { expect, test } from "vitest";
import { nameForPath } from "./databaseName.ts";

test("a database is named after its folder, and after its whole path", () => {
  expect(nameForPath("/work/My Shop-2")).toMatch(/^my_shop_2_[0-9a-f]{10}$/);
  expect(nameForPath("/a/shop")).not.toBe(nameForPath("/b/shop"));
});

test("any path gives a plain identifier of at most 63 bytes", () => {
  for (const path of ["/", "/work/日本", "/work/123", `/work/${"long".repeat(60)}`, "/work/__a__"]) {
    expect(nameForPath(path)).toMatch(/^[a-z][a-z0-9_]{0,62}$/);
  }
});
