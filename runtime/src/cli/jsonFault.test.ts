import { assert, json, property, string } from "fast-check";
import { expect, test } from "vitest";
import { jsonSyntaxFault } from "./jsonFault.ts";

test("it says where a text stops being JSON, and what would have been right", () => {
  const cases: readonly (readonly [string, number, string])[] = [
    ["", 0, "expected a value, found the end"],
    ['{"uri": }', 8, 'expected a value, found "}"'],
    ["{'uri': 1}", 1, 'expected a key in double quotes or "}", found "\'"; JSON quotes with "'],
    ['{"a":1,}', 7, 'expected a key in double quotes, found "}"'],
    ['{"a":1', 6, 'expected "," or "}", found the end'],
    ["[1 2]", 3, 'expected "," or "]", found "2"'],
    ['{"a" 1}', 5, 'expected ":", found "1"'],
    ["{} x", 3, 'expected nothing more, found "x"'],
    ['{"a": "b}', 6, "a text that has no closing quote"],
    ['["a\nb"]', 1, "a text with a control character or an escape that JSON does not know"],
    ["[01]", 2, 'expected "," or "]", found "1"'],
    ["[1]]", 3, 'expected nothing more, found "]"'],
    ["{uri: 1}", 1, 'expected a key in double quotes or "}", found "u"'],
  ];
  expect(cases.map(([text]) => jsonSyntaxFault(text))).toEqual(
    cases.map(([, position, problem]) => ({ position, problem })),
  );
});

test("it agrees with JSON.parse on what is JSON", () => {
  const agrees = (text: string) => {
    let parses = true;
    try {
      JSON.parse(text);
    } catch {
      parses = false;
    }
    expect(jsonSyntaxFault(text) === null).toBe(parses);
  };
  assert(property(json(), agrees));
  assert(property(string({ unit: "grapheme-ascii" }), agrees));
  assert(
    property(json(), (text) => {
      for (const cut of [1, Math.floor(text.length / 2), text.length - 1]) agrees(text.slice(0, cut));
    }),
  );
});
