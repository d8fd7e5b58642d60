import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { passedOn } from "./protocol.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const namesIn = (path: string, pattern: RegExp) => Array.from(read(path).matchAll(pattern), ([, name = ""]) => name);

const requests = namesIn("runtime/src/serve/protocol.ts", /^ {2}readonly (\w+): Ask</gm);
const own = namesIn("server/src/protocol.ts", /^ {2}readonly "(orchex\/\w+)": /gm);

test("the page tells every request and notification", () => {
  expect(requests.length).toBeGreaterThan(20);
  expect(own.length).toBeGreaterThan(10);
  const page = read("docs/protocol.md");
  expect([...requests, ...own].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test("what is passed on is everything but the connection's own", () => {
  const connection = new Set(["initialize", "configure", "watch", "unwatch"]);
  expect([...passedOn].sort()).toEqual(requests.filter((name) => !connection.has(name)).sort());
});
