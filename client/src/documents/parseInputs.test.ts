import { expect, test } from "vitest";
import { parseInputs } from "./parseInputs.ts";

test("an object is taken as it is", () => {
  expect(parseInputs('{ "uri": "s3://x", "n": [1] }')).toEqual({ ok: true, value: { uri: "s3://x", n: [1] } });
});

test.each(["", "{", "[1]", "null", "3", '"x"'])("%j is refused", (text) => {
  expect(parseInputs(text).ok).toBe(false);
});
