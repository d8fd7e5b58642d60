import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { SCENARIOS } from "../interleavings/scenarios.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PAGE = readFileSync(`${ROOT}docs/guarantees.md`, "utf8");

/** The sentences of the promise, each with what holds it. */
const SENTENCES = [...PAGE.matchAll(/^\d+\. \*\*([\s\S]*?)\*\*([\s\S]*?)(?=^\d+\. |^After )/gm)].map(
  ([, sentence = "", held = ""]) => ({
    sentence: sentence.replaceAll(/\s+/g, " "),
    held: held.replaceAll(/\s+/g, " "),
  }),
);

/** `room/file`, `room` or a path from the root. */
function exists(name: string): boolean {
  const places = name.startsWith("test/") ? [name] : [`test/${name}.test.ts`, `test/${name}`];
  return places.some((place) => existsSync(ROOT + place));
}

test("the promise has five sentences", () => {
  expect(SENTENCES).toHaveLength(5);
});

describe.each(SENTENCES)("$sentence", ({ held }) => {
  const names = [...held.matchAll(/`([\w/.-]+)`/g)]
    .map(([, name = ""]) => name)
    .filter((name) => !name.startsWith("context."));

  test("names tests that are there", () => {
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !exists(name))).toEqual([]);
  });

  test("names interleavings that are there", () => {
    const listed = [...held.matchAll(/`interleavings`: ([^.]*)\./g)].flatMap(([, list = ""]) => list.split("; "));
    const missing = listed.filter((name) => !Object.keys(SCENARIOS).some((scenario) => scenario.startsWith(name)));
    expect(missing).toEqual([]);
  });
});

test("whatever the pages of the proofs link to or name as a file is there", () => {
  for (const page of ["guarantees", "mutants", "soak"]) {
    const text = readFileSync(`${ROOT}docs/${page}.md`, "utf8");
    const links = [...text.matchAll(/\]\(([\w./-]+)\)/g)].map(([, link = ""]) => `docs/${link}`);
    const files = [...text.matchAll(/`(test\/[\w/.-]*)`/g)].map(([, file = ""]) => file);
    expect([...links, ...files].filter((place) => !existsSync(ROOT + place))).toEqual([]);
  }
});
