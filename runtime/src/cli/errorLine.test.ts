import { expect, test } from "vitest";
import { OrchexError } from "../dag/error.ts";
import { errorLine, toldError } from "./errorLine.ts";

test("an error is one line with cause and remedy, safe to print", () => {
  const error = new OrchexError("module.threw", "etl.ts threw:\n  boom\u001b[2J", { remedy: "Mend it." });
  expect(toldError(error)).toEqual({
    code: "module.threw",
    message: "etl.ts threw: boom\\u{1b}[2J",
    remedy: "Mend it.",
  });
  expect(errorLine(toldError(error))).toBe("error: etl.ts threw: boom\\u{1b}[2J. Mend it.");
  expect(errorLine(toldError(new OrchexError("x", "Did you mean 'y'?", { remedy: "Or z." })))).toBe(
    "error: Did you mean 'y'? Or z.",
  );
});

test("an error that nobody foresaw is called a defect", () => {
  expect(toldError(new TypeError("x is not a function"))).toMatchObject({
    code: "internal",
    message: "x is not a function",
  });
  expect(toldError(undefined)).toMatchObject({ code: "internal", message: "undefined" });
});
