import { anything, assert, jsonValue, property } from "fast-check";
import { expect, test } from "vitest";
import { encodeJson } from "./json.ts";

const MAX = { maxBytes: 1_000_000 };

function encoded(value: unknown): string {
  const result = encodeJson(value, MAX);
  if (!result.ok) throw new Error(result.message);
  return result.text;
}

function refusal(value: unknown, maxBytes = 1_000_000): string {
  const result = encodeJson(value, { maxBytes });
  return result.ok ? `accepted ${result.text}` : `${result.code} ${result.path}`;
}

test("void is null, undefined properties vanish and toJSON is honoured", () => {
  expect(encoded(undefined)).toBe("null");
  expect(encoded({ toJSON: () => undefined })).toBe("null");
  expect(encoded({ a: undefined, b: 1 })).toBe('{"b":1}');
  expect(encoded({ at: new Date(0), u: new URL("http://a.b/c") })).toBe(
    '{"at":"1970-01-01T00:00:00.000Z","u":"http://a.b/c"}',
  );
});

test("what JSON would change in silence is refused with its path", () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [{ items: [0, 1, 2, { name: "a\0b" }] }, "json.text result.items[3].name"],
    [{ a: "\ud83d" }, "json.text result.a"],
    [{ ["k\0"]: 1 }, 'json.text result["k\\u0000"]'],
    [{ ["\udc00"]: 1 }, 'json.text result["\\udc00"]'],
    [NaN, "json.number result"],
    [{ a: [Infinity] }, "json.number result.a[0]"],
    [{ a: -0 }, "json.number result.a"],
    [{ a: 2 ** 53 }, "json.number result.a"],
    [{ a: -1e300 }, "json.number result.a"],
    [{ a: new Number(NaN) }, "json.number result.a"],
    [{ a: new String("\0") }, "json.text result.a"],
    [{ "two words": 1n }, 'json.type result["two words"]'],
    [{ a: new Map() }, "json.type result.a"],
    [new Set([1]), "json.type result"],
    [{ a: () => 1 }, "json.type result.a"],
    [Symbol("s"), "json.type result"],
    [{ a: Symbol("s") }, "json.type result.a"],
    [{ a: new Uint8Array(2) }, "json.type result.a"],
    [{ a: Promise.resolve(1) }, "json.type result.a"],
    [{ a: new Error("lost") }, "json.type result.a"],
    [{ a: /x/ }, "json.type result.a"],
    [{ a: new Date(NaN) }, "json.type result.a"],
    [{ a: { toJSON: () => -0 } }, "json.number result.a"],
    [[1, undefined], "json.hole result[1]"],
    // oxlint-disable-next-line no-sparse-arrays -- a hole is what is tried
    [[1, , 3], "json.hole result[1]"],
  ];
  expect(cases.map(([value]) => refusal(value))).toEqual(cases.map(([, expected]) => expected));
});

test("cycles and bottomless nesting are refused, sharing is not", () => {
  const cycle: { a: { b?: unknown } } = { a: {} };
  cycle.a.b = cycle;
  expect(refusal(cycle)).toBe("json.cycle result.a.b");
  const shared = { x: 1 };
  expect(encoded([shared, shared])).toBe('[{"x":1},{"x":1}]');
  let deep: unknown = 1;
  for (let level = 0; level < 900; level++) deep = [deep];
  expect(encoded(deep)).toHaveLength(1_801);
  for (let level = 0; level < 100_000; level++) deep = [deep];
  expect(refusal(deep)).toMatch(/^json.too-deep result/);
});

test("the limit counts bytes of UTF-8", () => {
  expect(refusal("é".repeat(4), 10)).toBe('accepted "éééé"');
  expect(refusal("é".repeat(4), 9)).toBe("json.too-large result");
  expect(refusal("😀", 6)).toBe('accepted "😀"');
  expect(refusal("😀", 5)).toBe("json.too-large result");
});

test("an own __proto__ key survives", () => {
  const value: unknown = JSON.parse('{"__proto__":{"a":1},"b":[{"__proto__":null}]}');
  expect(encoded(value)).toBe('{"__proto__":{"a":1},"b":[{"__proto__":null}]}');
});

test("hostile values are refused and nothing is thrown", () => {
  const thrower = {
    get a() {
      throw new Error("no");
    },
  };
  expect(encodeJson(thrower, MAX)).toMatchObject({ ok: false, code: "json.threw" });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(encodeJson({ proxy }, MAX)).toMatchObject({ ok: false, code: "json.threw" });
});

test("the message names the value as the caller does", () => {
  expect(encodeJson({ n: 1n }, { ...MAX, root: "inputs" })).toMatchObject({
    message: "inputs.n is a bigint, which JSON cannot keep.",
  });
  expect(encodeJson({ n: Promise.resolve() }, MAX)).toMatchObject({ message: expect.stringContaining("awaited") });
});

test("whatever is accepted comes back as it was", () => {
  const anyValue = anything({
    withDate: true,
    withMap: true,
    withSparseArray: true,
    withBigInt: true,
    withNullPrototype: true,
  });
  assert(
    property(anyValue, (value) => {
      const result = encodeJson(value, MAX);
      if (!result.ok) return;
      expect(result.text).toBe(JSON.stringify(value) ?? "null");
      const back: unknown = JSON.parse(result.text);
      expect(JSON.stringify(back)).toBe(result.text);
      expect(result.text).not.toMatch(/\\u0000|\\ud[89a-f]/);
    }),
  );
  assert(
    property(jsonValue({ noUnicodeString: false }), (value) => {
      const result = encodeJson(value, MAX);
      if (result.ok) expect(JSON.parse(result.text)).toEqual(value);
      else expect(["json.text", "json.number"]).toContain(result.code);
    }),
  );
});
