import { expect, test } from "vitest";
import { prepareRuns } from "./prepareRuns.ts";
import { RunIds } from "./runId.ts";

const ids = new RunIds();
const prepare = (inputs: readonly unknown[], more: { metadata?: unknown; runId?: string } = {}) =>
  prepareRuns({ inputs, maxBytes: 100, ...more }, ids);

test("a run without inputs gets an empty object, and no metadata is null", () => {
  const made = prepare([undefined]);
  expect(made).toEqual({ inputs: ["{}"], metadata: [null], runIds: [expect.any(String)], ownId: false });
});

test("every run gets an id of its own and the same metadata", () => {
  const made = prepare([{ n: 1 }, { n: 2 }], { metadata: { by: "me" } });
  expect(made.inputs).toEqual(['{"n":1}', '{"n":2}']);
  expect(made.metadata).toEqual(['{"by":"me"}', '{"by":"me"}']);
  expect(new Set(made.runIds).size).toBe(2);
});

test("an id that the caller chose must be a UUID", () => {
  const own = "0198A2B4-0000-7000-8000-00000000000F";
  expect(prepare([{}], { runId: own })).toMatchObject({ runIds: [own.toLowerCase()], ownId: true });
  expect(() => prepare([{}], { runId: "mine\u0007" })).toThrow("'mine\\u{7}' is not a run id: it must be a UUID");
});

test("inputs and metadata must be objects that JSON and Postgres keep", () => {
  expect(() => prepare([[1]])).toThrow("inputs must be a JSON object, not an array");
  expect(() => prepare([{}, "x"])).toThrow("inputs[1] must be a JSON object, not a text");
  expect(() => prepare([{}], { metadata: 5 })).toThrow("metadata must be a JSON object, not a number");
  expect(() => prepare([{ a: "\0" }])).toThrow("inputs.a has a NUL character, which Postgres cannot store");
  expect(() => prepare([{ a: "\ud800" }])).toThrow("inputs.a has half of a surrogate pair");
  expect(() => prepare([{ a: "x".repeat(100) }])).toThrow(/^inputs has \d+ bytes as JSON, and 100 are allowed$/);
});
