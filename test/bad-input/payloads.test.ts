import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepareRuns } from "../../runtime/dist/api/prepareRuns.js";
import { RunIds } from "../../runtime/dist/api/runId.js";
import { encodeJson } from "../../runtime/dist/run/json.js";
import { expectAnswer, expectRefusal } from "./badCase.ts";
import { badLedger, type BadLedger } from "./badLedger.ts";
import { cliInProcess } from "./cliInProcess.ts";

let ledger: BadLedger;
beforeAll(async () => {
  ledger = await badLedger();
});
afterAll(() => ledger.drop());

const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

/** JSON on the command line, and what is said of it. */
const TEXTS: readonly (readonly [json: string, ...says: string[]])[] = [
  ["", "is not valid JSON at position 0: expected a value, found the end"],
  [" ", "is not valid JSON"],
  ["{", "expected a key"],
  ["}", "is not valid JSON at position 0"],
  ["{'a': 1}", 'JSON quotes with "'],
  ['{"a": 1,}', "expected a key"],
  ['{"a": 01}', "is not valid JSON"],
  ['{"a": +1}', "is not valid JSON"],
  ['{"a": .5}', "is not valid JSON"],
  ['{"a": NaN}', "is not valid JSON"],
  ['{"a": undefined}', "is not valid JSON"],
  ['{"a": 1n}', "is not valid JSON"],
  ['{"a": "x', "has no closing quote"],
  ['{"a": "\\x"}', "an escape that JSON does not know"],
  ['{"a": "\n"}', "a control character"],
  ['{"a": "\u001b[31m"}', "a control character"],
  ["\u001b[31m{}", "is not valid JSON"],
  ['{"a": \u202e1}', "is not valid JSON"],
  ["\u0000", "is not valid JSON"],
  ["\ufeff{}", "is not valid JSON"],
  ["{} {}", "expected nothing more"],
  ["// a comment\n{}", "is not valid JSON"],
  ["[".repeat(100_000), "is not valid JSON"],
  ['"a'.repeat(50_000), "is not valid JSON"],
  [`{"a": "${"x".repeat(5_000_000)}"`, "is not valid JSON at position 5000008"],
  [`{"a": "${"\\n".repeat(2_000_000)}" x}`, "is not valid JSON"],
  ["null", "must be a JSON object, not"],
  ["[]", "must be a JSON object, not an array"],
  ["true", "must be a JSON object, not a"],
  ["5", "must be a JSON object, not a number"],
  ['"text"', "must be a JSON object, not a"],
  ['{"a": "\\u0000"}', ".a has a NUL character"],
  ['{"a": ["\\ud800"]}', ".a[0] has half of a surrogate pair"],
  ['{"a": "\\udc00\\ud800"}', "half of a surrogate pair"],
  ['{"\\u0000": 1}', "has a key with a NUL character"],
  ['{"\\ud800": 1}', "has a key with half of a surrogate pair"],
  ['{"a": 1e400}', ".a is Infinity"],
  ['{"a": -1e400}', ".a is -Infinity"],
  ['{"a": -0}', ".a is -0"],
  ['{"a": -0.0}', ".a is -0"],
  ['{"a": 9007199254740992}', "beyond 2^53"],
  ['{"a": 9007199254740993}', "beyond 2^53"],
  ['{"a": {"b": [-9007199254740993]}}', ".a.b[0] is"],
  ['{"a": 1, "a": 2}', "has the key 'a' twice"],
  ['{"a": {"b": 1, "c": 2, "\\u0062": 3}}', "has the key 'b' twice"],
  ['{"\\u001b[31m": 1, "\\u001b[31m": 2}', "has the key '\\u{1b}[31m' twice"],
  ['{"__proto__": {"a": 1}, "__proto__": 2}', "has the key '__proto__' twice"],
  [deep(1_001), "nested deeper than 1000 levels"],
  [deep(5_000), "nested deeper than 1000 levels"],
  [deep(100_000), "nested"],
  ["@", "cannot be read"],
  ["@nothing.json", "'nothing.json' cannot be read (ENOENT)"],
  ["@.", "cannot be read (EISDIR)"],
  ["@\u0000", "cannot be read"],
  ["@etl.ts", "is not valid JSON"],
  ["@/dev/null", "is not valid JSON"],
  [`@${"x".repeat(9_999)}`, "cannot be read"],
];

describe.each(["--inputs", "--metadata"])("%s that cannot be kept, and nothing is: ", (option) => {
  const texts = option === "--metadata" ? TEXTS.filter(([text]) => text !== "null") : TEXTS;
  test.each(texts.map((one) => [one[0].slice(0, 60), ...one] as const))("%s", async (_name, text, ...says) => {
    const before = await ledger.content();
    await expectRefusal({ args: ["enqueue", `${option}=${text}`], env: ledger.env, code: 2, says });
    expect(await ledger.content()).toBe(before);
  });
});

test.each([
  ["--inputs", '{"a":"12345678901234567890"}'],
  ["--metadata", '{"a":"12345678901234567890"}'],
  ["--inputs", `{"a":"${"é".repeat(10)}"}`],
  ["--uri", "12345678901234567890"],
])("%s over MAX_RESULT_BYTES: %s", async (option, text) => {
  const before = await ledger.content();
  const env = { ...ledger.env, MAX_RESULT_BYTES: "25" };
  await expectRefusal({
    args: ["enqueue", `${option}=${text}`],
    env,
    code: 2,
    says: ["bytes as JSON, and 25 are allowed"],
  });
  expect(await ledger.content()).toBe(before);
});

test.each(["\u0000", "a\ud800", "\udc00"])("--uri %j", async (uri) => {
  await expectRefusal({ args: ["enqueue", `--uri=${uri}`], env: ledger.env, code: 2, says: ["inputs.uri has"] });
});

/** Unusual and sound: it comes back as it was given. */
const KEPT = [
  "{}",
  '{"__proto__":{"a":1},"constructor":{"prototype":{"b":2}},"toString":null,"hasOwnProperty":5}',
  '{"a":{"__proto__":[1]}}',
  '{"":{"":""}}',
  '{"a":[null,[],{}],"b":1e-7,"c":5e-324,"d":-0.1}',
  '{"a":9007199254740991,"b":-9007199254740991}',
  JSON.stringify({ a: "\u001b[31m\u202e\u009b\u2028\u007f" }),
  '{"a":"𝕏👩‍👩‍👧"}',
  '{"2":1,"1":2,"b":3}',
  deep(900),
  JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index]))),
  JSON.stringify({ a: "x".repeat(1_000_000) }),
];

test.each(KEPT.map((text) => [text.slice(0, 60), text] as const))(
  "comes back as it was given: %s",
  async (_name, text) => {
    const args = ["enqueue", `--inputs=${text}`, `--metadata=${text}`, "--json"];
    const { stdout } = await expectAnswer({ args, env: ledger.env, code: 0 });
    const { runId } = JSON.parse(stdout) as { runId: string };
    const report = await expectAnswer({ args: ["report", runId, "--json"], env: ledger.env, code: 0 });
    const { inputs, metadata } = JSON.parse(report.stdout) as { inputs: unknown; metadata: unknown };
    expect([inputs, metadata].map((value) => sorted(value))).toEqual(
      [text, text].map((one) => sorted(JSON.parse(one))),
    );
    await expectAnswer({ args: ["report", runId], env: ledger.env, code: 0 });
  },
);

/** As text, since toEqual takes an own `__proto__` for a prototype; jsonb orders keys its own way. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${sorted(one)}`).join()}}`;
}

test("the same run id with other inputs is refused, and the first stays", async () => {
  const id = "0198a2b4-0000-7000-8000-0000000000aa";
  const enqueue = (inputs: string) => ["enqueue", "--run-id", id, "--inputs", inputs];
  expect(await cliInProcess(enqueue('{"a":1}'), { env: ledger.env })).toMatchObject({ code: 0 });
  const before = await ledger.content();
  await expectRefusal({ args: enqueue('{"a":2}'), env: ledger.env, code: 1, says: [id] });
  expect(await ledger.content()).toBe(before);
});

const cycle: Record<string, unknown> = {};
cycle["self"] = { cycle };
const sparse: unknown[] = [1];
sparse[3] = 2;
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const no = () => {
  throw new Error("no\u0000luck");
};

/** What a program gives or a task returns, as it is in memory; the code of the refusal, and its path. */
const VALUES: readonly (readonly [name: string, value: unknown, code: string, path?: string])[] = [
  ["NUL", { a: "\u0000" }, "json.text", "v.a"],
  ["a lone surrogate", ["\ud800"], "json.text", "v[0]"],
  ["a key with NUL", { "\u0000": 1 }, "json.text"],
  ["a bigint", { a: 1n }, "json.type", "v.a"],
  ["a function", { a: no }, "json.type", "v.a"],
  ["a symbol", { a: Symbol("x") }, "json.type", "v.a"],
  ["a Map", { a: new Map() }, "json.type", "v.a"],
  ["a Set", new Set(), "json.type", "v"],
  ["a WeakMap", new WeakMap(), "json.type", "v"],
  ["a Promise", { a: Promise.resolve(1) }, "json.type", "v.a"],
  ["an Error", { a: new Error("x") }, "json.type", "v.a"],
  ["a RegExp", { a: /x/ }, "json.type", "v.a"],
  ["bytes", { a: new Uint8Array(3) }, "json.type", "v.a"],
  ["a BigInt64Array", new BigInt64Array(1), "json.type", "v"],
  ["an ArrayBuffer", new ArrayBuffer(3), "json.type", "v"],
  ["a generator", (function* () {})(), "json.type", "v"],
  ["an invalid Date", { a: new Date(Number.NaN) }, "json.type", "v.a"],
  ["NaN", [Number.NaN], "json.number", "v[0]"],
  ["Infinity", { a: Infinity }, "json.number", "v.a"],
  ["-0", { a: -0 }, "json.number", "v.a"],
  ["a boxed -0", { a: Object(-0) as unknown }, "json.number", "v.a"],
  ["a boxed NUL", { a: Object("\u0000") as unknown }, "json.text", "v.a"],
  ["2^53", { a: 2 ** 53 }, "json.number", "v.a"],
  ["2^53 + 2", [[2 ** 53 + 2]], "json.number", "v[0][0]"],
  ["1e300", { a: 1e300 }, "json.number", "v.a"],
  ["a hole", sparse, "json.hole", "v[1]"],
  ["undefined in a list", { a: [undefined] }, "json.hole", "v.a[0]"],
  ["a circle", cycle, "json.cycle"],
  [
    "a circle of lists",
    (() => {
      const list: unknown[] = [];
      list.push(list);
      return list;
    })(),
    "json.cycle",
  ],
  ["a toJSON that throws", { toJSON: no }, "json.threw"],
  ["a toJSON that answers NaN", { a: { toJSON: () => Number.NaN } }, "json.number", "v.a"],
  ["a toJSON that answers a bigint", { a: { toJSON: () => 1n } }, "json.type", "v.a"],
  [
    "a toJSON that answers for ever more",
    {
      get a() {
        return { toJSON: () => cycle };
      },
    },
    "json.cycle",
  ],
  [
    "a getter that throws",
    {
      get a() {
        return no();
      },
    },
    "json.threw",
  ],
  ["a Proxy that throws", new Proxy({}, { ownKeys: no }), "json.threw"],
  ["a revoked Proxy", { a: revoked.proxy }, "json.threw"],
  ["a Proxy of endless depth", endless(), "json.too-deep"],
  ["depth", JSON.parse(deep(2_000)), "json.too-deep"],
  ["great depth", JSON.parse(deep(200_000)), "json.too-deep"],
  ["too many bytes", { a: "x".repeat(1_000_000) }, "json.too-large", "v"],
  ["too many bytes of few characters", { a: "€".repeat(400_000) }, "json.too-large", "v"],
  [
    "1e5 keys and one bad",
    { ...Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [i, i])), z: -0 },
    "json.number",
    "v.z",
  ],
  ["__proto__ that is bad", JSON.parse('{"__proto__":{"a":-0}}'), "json.number", "v.__proto__.a"],
  [
    "a subclass with a bad field",
    new (class {
      a = 1n;
    })(),
    "json.type",
    "v.a",
  ],
];

function endless(): unknown {
  return new Proxy(
    {},
    {
      ownKeys: () => ["a"],
      get: (_, key) => (key === "a" ? endless() : undefined),
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    },
  );
}

test.each(VALUES)("refused wherever it is: %s", (_name, value, code, path) => {
  const encoded = encodeJson(value, { maxBytes: 1_000_000, root: "v" });
  expect(encoded).toMatchObject({ ok: false, code, ...(path !== undefined && { path }) });
  for (const runs of [{ inputs: [{ value }] }, { inputs: [{}], metadata: { value } }]) {
    expect(() => prepareRuns({ ...runs, maxBytes: 1_000_000 }, new RunIds())).toThrow(
      expect.objectContaining({ code }),
    );
  }
});
