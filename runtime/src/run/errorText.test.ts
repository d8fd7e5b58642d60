import { expect, test } from "vitest";
import { errorText } from "./errorText.ts";
import { utf8Length } from "./utf8Length.ts";

test("an error is its name and message, then its frames", () => {
  const [title, frame] = errorText(new TypeError("wrong\0 kind \ud800")).split("\n");
  expect(title).toBe("TypeError: wrong\ufffd kind \ufffd");
  expect(frame).toMatch(/^\s+at .*errorText\.test\.ts/);
});

test("causes and the members of an aggregate are told", () => {
  const refused = new AggregateError([new Error("ECONNREFUSED ::1"), new Error("ECONNREFUSED 127.0.0.1")], "");
  const text = errorText(new Error("load failed", { cause: refused }));
  expect(text).toMatch(/^Error: load failed\n/);
  expect(text).toContain("Caused by AggregateError\n");
  expect(text).toContain("  - Error: ECONNREFUSED ::1");
  expect(text).toContain("  - Error: ECONNREFUSED 127.0.0.1");
});

test("any value can be thrown", () => {
  expect(errorText("plain")).toBe("plain");
  expect(errorText(undefined)).toBe("undefined was thrown.");
  expect(errorText(Symbol("s"))).toBe("Symbol(s) was thrown.");
  expect(errorText({ code: 7 })).toBe('A value was thrown: {"code":7}');
  expect(errorText({ n: 1n })).toBe("A value was thrown: [object Object]");
  expect(errorText(Object.create(null))).toBe("A value was thrown: {}");
});

test("hostile values never make it throw", () => {
  const hostile = new Error("x");
  Object.defineProperty(hostile, "message", {
    get: () => {
      throw new Error("no message");
    },
  });
  expect(errorText(hostile)).toMatch(/^Error(?:\n|$)/);
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(errorText(proxy)).toMatch(/thrown/);
  const selfish = new Error("loop");
  selfish.cause = selfish;
  expect(errorText(selfish)).toContain("Caused by ...");
});

test("the text is cut between characters to the bytes it may have", () => {
  const text = errorText("😀".repeat(5_000), 100);
  expect(utf8Length(text)).toBeLessThanOrEqual(100);
  expect(text).toMatch(/^(?:😀)+…$/u);
  expect(errorText("x".repeat(100), 100)).toBe("x".repeat(100));
  expect(errorText("x".repeat(101), 100)).toBe(`${"x".repeat(97)}…`);
});
