import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { utf8Length } from "./utf8Length.ts";

test("it counts what an encoder would write", () => {
  assert(
    property(string({ unit: "binary" }), (text) => {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
    }),
  );
  expect(utf8Length("a\ud800b\udc00")).toBe(8);
});
