import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CANARY, RAW } from "./badCase.ts";
import { badLedger, type BadLedger } from "./badLedger.ts";
import { serveInProcess, type ServeInProcess } from "./serveInProcess.ts";

let ledger: BadLedger;
let editor: ServeInProcess;
beforeAll(async () => {
  ledger = await badLedger();
  editor = await serveInProcess(ledger.env);
});
afterAll(async () => {
  await editor.end();
  await ledger.drop();
});

const INVALID_PARAMS = -32_602;
const REQUEST_FAILED = -32_803;

/** Whatever is refused is refused by a code of ours, in words that no terminal obeys, and changes nothing. */
async function expectRefused(method: string, params: unknown, code?: number): Promise<void> {
  const before = await ledger.content();
  const answer = await editor.ask(method, params);
  expect(answer).toHaveProperty("error");
  if (!("error" in answer)) return;
  const { error } = answer;
  expect(code === undefined ? [INVALID_PARAMS, REQUEST_FAILED] : [code], error.message).toContain(error.code);
  expect(error.data?.code).toMatch(/^[a-z]+(?:\.[a-z]+(?:-[a-z]+)*)+$/);
  expect(error.data?.code).not.toContain("defect");
  expect(RAW.exec(error.message), JSON.stringify(error.message)).toBeNull();
  expect(await ledger.content()).toBe(before);
}

const NO_RUN = "0198a2b4-0000-7000-8000-00000000000f";
const NO_OBJECTS = [[], [{ dag: "etl" }], [null]];
const NO_TEXTS: readonly unknown[] = [
  null,
  0,
  5,
  true,
  "",
  [],
  ["etl"],
  {},
  { toString: "etl" },
  "x".repeat(5_000),
  "etl\u0000",
];
const NO_COUNTS = [0, -1, 1.5, 1e9, "5", true, [], {}, [5]];
const NO_IDS: readonly unknown[] = [
  ...NO_TEXTS,
  "42",
  `${NO_RUN}0`,
  `{${NO_RUN}}`,
  ` ${NO_RUN}`,
  "' or true --",
  "\ud800",
];
const NO_CHOICES: readonly unknown[] = [...NO_TEXTS, "all", "DEAD", "__proto__", "constructor", "dead "];
/** Texts that name nothing that is there. */
const NOBODY = ["elt", "__proto__", "constructor", "' or 1=1 --", "\ud800", "\u001b[31m", "a\u202eb"];

/** The parameters that a request needs beside the wrong one. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  activate: { dag: "etl", version: "0" },
  job: { runId: NO_RUN, task: "extract" },
  wantWorker: { workerId: "w", wanted: "paused" },
  enqueue: { dag: "etl" },
  retry: { status: "dead" },
};

function wrong(method: string, name: string, values: readonly unknown[]): (readonly [string, string, unknown])[] {
  return values.map((value) => {
    const params = { ...NEEDED[method], [name]: value };
    return [method, JSON.stringify({ [name]: value }).slice(0, 80), params] as const;
  });
}

const ADDRESSED = ["snapshots", "snapshotContent", "figures", "activate", "enqueue"];

describe("parameters of wrong types are refused as such:", () => {
  test.each([
    ...ADDRESSED.flatMap((method) => wrong(method, "dag", NO_TEXTS)),
    ...wrong("activate", "version", NO_TEXTS),
    ...wrong("snapshot", "address", NO_TEXTS),
    ...wrong("snapshot", "activate", [0, 1, "true", [], {}]).map(
      ([method, name, params]) => [method, name, { address: "etl.ts:etl", ...(params as object) }] as const,
    ),
    ...wrong("job", "task", NO_TEXTS),
    ...wrong("wantWorker", "workerId", NO_TEXTS),
    ...wrong("wantWorker", "wanted", NO_CHOICES),
    ...wrong("retry", "status", NO_CHOICES),
    ...wrong("runs", "status", NO_CHOICES),
    ...["runs", "deadJobs"].flatMap((method) => wrong(method, "limit", NO_COUNTS)),
    ...wrong("enqueue", "count", [...NO_COUNTS, 10_001]),
    ...wrong("job", "maxBytes", NO_COUNTS),
    ...["run", "cancel", "job"].flatMap((method) => wrong(method, "runId", NO_IDS)),
    ...wrong("retry", "run", NO_IDS),
    ...["watch", "unwatch"].flatMap((method) =>
      wrong(method, "topics", [
        null,
        5,
        "dags",
        {},
        [5],
        [""],
        [["dags"]],
        Array.from({ length: 1_001 }, () => "dags"),
      ]),
    ),
    ...["dags", "snapshots", "runs", "run", "job", "enqueue", "retry", "watch"].flatMap((method) =>
      NO_OBJECTS.map((params) => [method, JSON.stringify(params), params] as const),
    ),
    ...ADDRESSED.map((method) => [method, "nothing at all", {}] as const),
    ...wrong("initialize", "protocol", [null, "1", [1], {}, 1.5]),
    ...wrong("configure", "databaseUrl", [5, "", [], {}, true, "x".repeat(5_000)]),
  ])("%s with %s", async (method, _name, params) => {
    await expectRefused(method, params, INVALID_PARAMS);
  });
});

describe("what names nothing is refused, and what cannot be kept:", () => {
  test.each([
    ...["activate", "enqueue"].flatMap((method) => wrong(method, "dag", NOBODY)),
    ...wrong("activate", "version", ["zz", "' or 1=1", "\ud800", "f".repeat(65)]),
    ...wrong("wantWorker", "workerId", NOBODY),
    ...wrong("snapshot", "address", [...NOBODY, "nope.ts", "etl.ts:nope", "http://x/y.ts", "/", "..", "node:fs"]),
    ...wrong("watch", "topics", [["nope"], ["run:"], ["run:x"], ["__proto__"], ["dags\u0000"]]),
    ...["inputs", "metadata"].flatMap((name) =>
      wrong("enqueue", name, [
        [],
        5,
        "{}",
        true,
        { a: "\u0000" },
        { a: "\ud800" },
        { "\udc00": 1 },
        { a: 2 ** 53 },
        { a: [1e300] },
        JSON.parse('{"__proto__":{"a":9007199254740993}}'),
        JSON.parse(`${'{"a":'.repeat(2_000)}1${"}".repeat(2_000)}`),
      ]),
    ),
    ...wrong(
      "enqueue",
      "runId",
      NO_IDS.filter((id) => id !== null),
    ),
    ...wrong("dbReset", "confirm", [null, false, 1, "true", true]),
    ["cancel", "a run that is not there", { runId: NO_RUN }] as const,
    ["run", "a run that is not there", { runId: NO_RUN }] as const,
    ["job", "a run that is not there", { runId: NO_RUN, task: "extract" }] as const,
  ])("%s with %s", async (method, _name, params) => {
    await expectRefused(method, params);
  });
});

describe("names of nobody have nothing, and that is an answer:", () => {
  test.each([
    ...["snapshots", "figures"].flatMap((method) => wrong(method, "dag", NOBODY)),
    ...["runs", "deadJobs"].flatMap((method) => wrong(method, "dag", NOBODY)),
  ])("%s with %s", async (method, _name, params) => {
    const before = await ledger.content();
    const answer = await editor.ask(method, params);
    // Postgres cannot even be asked for a NUL.
    if ("error" in answer) expect(answer.error.code, answer.error.message).toBe(REQUEST_FAILED);
    else
      expect(
        Object.values(answer.result as object)
          .flat()
          .filter(Boolean),
      ).toEqual([]);
    expect(await ledger.content()).toBe(before);
  });
});

test.each(["", "__proto__", "constructor", "toString", "hasOwnProperty", "Initialize", "orchex/runs", "$/x", "\u0000"])(
  "there is no method %j",
  async (method) => {
    expect(await editor.ask(method, {})).toMatchObject({ error: { code: -32_601 } });
  },
);

/** Each stands in for the environment's, and none is right. */
const URLS = [
  "postgres://me:P@nowhere.invalid/x",
  "postgres://me:P@127.0.0.1:1/x",
  "postgres://nowhere.invalid/x?password=P",
  "postgres://me:P%zz@nowhere.invalid/x",
  "postgres://me:P/x@h:x/db",
  "postgres://me:P@[nonsense",
  "postgres:P",
  "mysql://me:P@h/x",
  "host=h user=me password=P",
  "me:P@h/x",
  "P",
  "postgres://me:P@h:99999/x",
  "socket:/nowhere?password=P",
  "postgres://me:P@/x?host=/nowhere",
];

test.each(URLS)("the editor's own URL %s is told to nobody", async (form) => {
  const answer = await editor.ask("configure", { databaseUrl: form.replaceAll(/(?<![A-Za-z])P(?![A-Za-z])/g, CANARY) });
  expect(answer).toMatchObject({
    result: { database: { state: expect.stringMatching(/^(?:unreachable|misconfigured)$/) } },
  });
  expect(await editor.ask("runs", {})).toHaveProperty("error");
  expect(editor.said()).not.toContain(CANARY);
  const back = await editor.ask("configure", { databaseUrl: null });
  expect(back).toMatchObject({ result: { database: { state: "ready" } } });
});
