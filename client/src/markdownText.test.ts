import { expect, test } from "vitest";
import { markdownText } from "./markdownText.ts";

test("an error cannot become a link, an icon, an image or HTML", () => {
  expect(markdownText("[x](command:evil) $(zap) <b>hi</b>")).toBe(
    "\\[x\\]\\(command\\:evil\\) \\$\\(zap\\) \\<b\\>hi\\<\\/b\\>",
  );
});

test("control characters and marks that turn the writing direction are shown", () => {
  expect(markdownText("a\u001b[31mb\u202ec")).toBe("a\\\\u001b\\[31mb\\\\u202ec");
});

test("lines stay lines", () => {
  expect(markdownText("one\ntwo")).toBe("one  \ntwo");
});
