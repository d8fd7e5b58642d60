import { afterAll, beforeAll, expect, test } from "vitest";
import { caseName, expectRefusal, type BadCase } from "./badCase.ts";
import { badLedger, type BadLedger } from "./badLedger.ts";

let ledger: BadLedger;
beforeAll(async () => {
  ledger = await badLedger();
});
afterAll(() => ledger.drop());

const NO_RUN = "0198a2b4-0000-7000-8000-00000000000f";

/** What is no whole number from 1. */
const NO_COUNTS = [
  "",
  " ",
  "0",
  "-1",
  "1.5",
  "1e3",
  "0x10",
  "NaN",
  "Infinity",
  "99999999999999999999",
  "ten",
  "1 2",
  "١",
];
NO_COUNTS.push("1\u0000", "\ud800", "\u001b[31m1", "9".repeat(5_000), "--", "__proto__");
const NO_SECONDS = [
  "",
  " ",
  "0",
  "-1",
  "NaN",
  "Infinity",
  "0x10",
  "1e1",
  "0b1",
  "half",
  "61",
  "1e400",
  "5s",
  "1,5",
  "\u0000",
];
const NO_TIMES = ["", " ", "yesterday", "-2h", "2", "2 h", "2w", "h", "1e9d", "99999999d", "2026-13-01", "2026-02-30"];
NO_TIMES.push(
  "2026-01-31 (last)",
  "31/01/2026",
  "2026-01-31T25:00:00Z",
  "now()",
  "\u0000",
  "\ud800",
  "\u001b]8;;x\u0007",
);
NO_TIMES.push("2026-01-01T00:00:00Z'; drop schema orchex", "+275761-01-01", "2026-1-1x", "9".repeat(5_000), "null");
const NO_IDS = [
  "",
  " ",
  "42",
  "0198a2b4",
  `${NO_RUN}0`,
  `{${NO_RUN}}`,
  `urn:uuid:${NO_RUN}`,
  NO_RUN.replaceAll("-", ""),
];
NO_IDS.push(
  ` ${NO_RUN}`,
  `${NO_RUN}\n`,
  "\u0000",
  "\ud800",
  "\u001b[2J",
  "__proto__",
  "' or true --",
  "g".repeat(36),
  "9".repeat(9_999),
);
const NO_WORDS = [
  "",
  " ",
  "\u0000",
  "\ud800",
  "\u001b[31mred",
  "constructor",
  "__proto__",
  "toString",
  "RUNNING ",
  "x".repeat(9_999),
];

function each(texts: readonly string[], make: (text: string) => BadCase): BadCase[] {
  return texts.map(make);
}

const usage = (args: readonly string[], ...says: string[]): BadCase => ({ args, code: 2, says });

const cases: BadCase[] = [
  ...each(NO_COUNTS, (text) => usage(["runs", `--limit=${text}`], "--limit must be a whole number from 1 to 100000")),
  ...each(NO_COUNTS, (text) => usage(["enqueue", `--count=${text}`], "--count must be a whole number")),
  ...each(NO_COUNTS, (text) => usage(["worker", `--concurrency=${text}`], "--concurrency must be a whole")),
  ...each(
    NO_COUNTS.filter((text) => text !== "0"),
    (text) => usage(["retry-dead", `--min-attempts=${text}`], "--min-attempts must be a whole number from 0 to 32767"),
  ),
  ...each(NO_SECONDS, (text) => usage(["worker", `--poll-interval=${text}`], "from 0.01 to 60")),
  ...each(NO_TIMES, (text) => usage(["retry-failed", `--since=${text}`], "neither a time nor a duration")),
  ...each(NO_TIMES, (text) => usage(["failures", `--since=${text}`], "Use an ISO time")),
  ...each(NO_IDS, (text) => usage(["report", text], "is not a run id")),
  ...each(NO_IDS, (text) => usage(["cancel", text], "`orchex runs` lists run ids")),
  ...each(NO_IDS, (text) => usage(["enqueue", `--run-id=${text}`], "it must be a UUID")),
  ...each(NO_IDS, (text) => usage(["retry-dead", `--run=${text}`], "is not a run id")),
  ...each(NO_WORDS, (text) => usage(["runs", `--status=${text}`], "Choose one of running, paused")),
  ...each(NO_WORDS, (text) => usage(["runs", `--log-level=${text}`], "Choose one of debug, info")),
  ...each(NO_WORDS, (text) => usage(["graph", `--format=${text}`], "ascii, mermaid, dot, json")),
  ...each(NO_WORDS, (text) => usage(["check", `--format=${text}`], "text, sarif, github")),
  ...each(NO_WORDS, (text) => usage(["workers", text, "w"], "pause, resume, drain, stop")),
  ...each(NO_WORDS, (text) => usage(["db", text], "Choose start, stop, status, url, reset")),
  ...each(NO_WORDS, (text) => usage([text], "unknown command")),
  ...each(NO_WORDS, (text) => usage(["runs", `--${text.replace(/^\W*$/, "x")}`], "unknown option")),
  ...each(["", " ", "zz", "12g4", "\u0000", "\ud800", "' or 1=1", "_", "%", "\u001b[0m", "0x12", "-"], (text) =>
    usage(["snapshot", `--activate=${text}`], "is not a version"),
  ),
  ...each(["f".repeat(63), "f".repeat(65), "0000", "f".repeat(9_999)], (text) => ({
    args: ["snapshot", `--activate=${text}`],
    code: 1,
    says: ["no snapshot whose version starts with"],
  })),
  ...each(
    ["", " ", "etl.ts:", "etl.ts:nope", "nope.ts:etl", "nope/etl.ts", ".", "/", "..", "etl.ts/x", "\u0000.ts:x"],
    (text) => usage(["validate", `--dag=${text}`]),
  ),
  ...each(
    ["etl.ts:\u0000", "etl.ts:__proto__", "etl.ts:constructor", "etl.ts:toString", "etl.ts:limit", "etl.ts:extract"],
    (text) => usage(["validate", `--dag=${text}`], "It exports"),
  ),
  ...each(
    ["file:///nope.ts:x", "file://host/etl.ts:etl", "file:///%00.ts:x", "file:///%zz.ts", "http://host/etl.ts:etl"],
    (text) => usage(["validate", `--dag=${text}`]),
  ),
  ...each(
    [
      "data:text/javascript,1",
      "node:fs",
      "package.json",
      "package.json:x",
      "../cli:x",
      "\ud800/x.ts",
      "\u001b[31m/x.ts",
    ],
    (text) => usage(["validate", `--dag=${text}`]),
  ),
  ...each(
    [`${"d/".repeat(3_000)}x.ts:etl`, `${"x".repeat(300)}.ts:etl`, "x".repeat(9_999), "constructor", "__proto__"],
    (text) => usage(["drift", `--dag=${text}`]),
  ),
  ...each(
    ["elt", "ETL2", "__proto__", "constructor", "\u0000", "\ud800", "\u001b[31m", "' or 1=1 --", "x".repeat(9_999)],
    (text) => usage(["runs", `--dag=${text}`], "The ledger has no DAG"),
  ),
  ...each(["elt", "__proto__", "constructor", "\ud800", "\u001b[31m", "' or 1=1 --", "x".repeat(9_999)], (text) => ({
    args: ["enqueue", `--dag=${text}`],
    code: 1,
    says: ["has no active snapshot"],
  })),
  ...each(["__proto__", "constructor", "\ud800", "\u001b[31m", "x".repeat(9_999)], (text) => ({
    args: ["graph", `--dag=${text}`],
    code: 1,
    says: ["has no active snapshot"],
  })),
  ...each(
    ["extrat", "__proto__", "constructor", "", " ", "\u0000", "\ud800", "\u001b[31m", "x".repeat(9_999)],
    (text) => usage(["retry-dead", `--task=${text}`], "DAG 'etl' has no task"),
  ),
  usage(["enqueue", "--dag=\u0000"], "A text was given that Postgres cannot keep"),
  usage(["graph", "--dag=a\u0000"], "A text was given that Postgres cannot keep"),
  usage(["workers", "stop", "\u0000"], "A text was given that Postgres cannot keep"),
  ...each(["w", "", " ", "__proto__", "\ud800", "\u001b[31m", "' or 1=1", "x".repeat(9_999)], (text) => ({
    args: ["workers", "stop", text],
    code: 1,
    says: ["No live worker has the id"],
  })),
  ...each(["", " ", "\u0000", "a\ud800", "\u001b[31m", "a\nb", "x".repeat(201)], (text) =>
    usage(["worker", "--dag=etl.ts:etl", `--worker-id=${text}`], "The worker's id", "--worker-id"),
  ),
  { args: ["report", NO_RUN], code: 1, says: ["has no run"] },
  { args: ["cancel", NO_RUN], code: 1, says: ["has no run"] },
  { args: ["retry-dead", "--run", NO_RUN], code: 1, says: ["has no run"] },
  usage(["reprot"], "Did you mean report?"),
  usage(["enqeue"], "Did you mean enqueue?"),
  usage(["retry-daed"], "Did you mean retry-dead?"),
  usage(["runs", "--limt", "3"], "Did you mean --limit?"),
  usage(["worker", "--concurency", "3"], "Did you mean --concurrency?"),
  usage(["enqueue", "--input", "{}"], "Did you mean --inputs?"),
  usage(["runs", "--limit"], "argument missing"),
  usage(["enqueue", "--inputs"], "argument missing"),
  usage(["runs", "--dag"], "argument missing"),
  usage(["runs", "--json=yes"], "unknown option"),
  usage(["runs", "one", "two"], "too many arguments"),
  usage(["report"], "missing required argument"),
  usage(["report", NO_RUN, NO_RUN], "too many arguments"),
  usage(["cancel"], "missing required argument"),
  usage(["workers", "stop"], "needs a worker's id"),
  usage(["serve"], "--stdio"),
  usage(["db"], "db needs a command"),
  usage(["db", "restart"], "unknown command 'db restart'"),
  usage(["snapshot", "--list", "--activate"], "give one of them"),
  usage(["enqueue", "--run-id", NO_RUN, "--count", "2"], "leave --count out"),
  usage(["runs", "--dag", "etl", "--dag", "etl"], "Only one --dag"),
  usage(["runs", "--all", "--dag", "etl"], "Give one of them"),
  usage(["check", "nope"], "nope"),
  usage(["check", "\u0000"], "\\u{0}"),
];

test.each(cases.map((one) => [caseName(one), one] as const))("refuses %s", async (_name, one) => {
  const before = await ledger.content();
  await expectRefusal({ ...one, env: { ...ledger.env, ...one.env } });
  expect(await ledger.content()).toBe(before);
});
