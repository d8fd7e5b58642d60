import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAnswer } from "./badCase.ts";
import { badLedger, type BadLedger } from "./badLedger.ts";
import { caseFolders } from "./folders.ts";

let ledger: BadLedger;
const { make, remove } = caseFolders();
beforeAll(async () => {
  ledger = await badLedger();
});
afterAll(async () => {
  remove();
  await ledger.drop();
});

/** What a body does, and how the error of its job begins; null is a result that is kept as it is. */
const BODIES: readonly (readonly [name: string, body: string, error: string | null])[] = [
  ["__proto__", "return { __proto__: null, ['__proto__']: { own: 1 } };", null],
  ["constructor", "return { constructor: 1, prototype: 2 };", null],
  ["toString", "return 'text';", null],
  ["hasOwnProperty", "return undefined;", null],
  ["valueOf", "return [null];", null],
  ["map", "return { a: new Map() };", "result.a is a Map"],
  ["bigint", "return [1n];", "result[0] is a bigint"],
  ["nan", "return { a: NaN };", "result.a is NaN"],
  ["minus zero", "return -0;", "result is -0"],
  ["too great", "return 2 ** 53;", "result is 9007199254740992"],
  ["nul", "return 'a\\u0000';", "result has a NUL character"],
  ["half", "return { '\\ud800': 1 };", "half of a surrogate pair"],
  ["circle", "const o = {}; o.o = o; return o;", "contains itself"],
  ["deep", "let o = 1; for (let i = 0; i < 5000; i++) o = [o]; return o;", "nested"],
  ["large", "return 'x'.repeat(2000);", "and 1000 are allowed"],
  ["hole", "return [, 1];", "result[0] is undefined"],
  ["toJSON", "return { toJSON() { throw new Error('no luck'); } };", "no luck"],
  ["revoked", "const p = Proxy.revocable({}, {}); p.revoke(); return { p: p.proxy };", "cannot be read"],
  ["a function", "return { f() {} };", "result.f is a function"],
  ["throws null", "throw null;", "null was thrown"],
  ["throws a text", "throw '\\u0000\\u001b[31m';", ""],
  ["throws a circle", "const e = new Error('loop'); e.cause = e; throw e;", "loop"],
  ["throws a Proxy", "throw new Proxy({}, { get() { throw 1 } });", ""],
  ["throws what throws", "throw { get message() { throw 1 } };", ""],
  ["throws much", "throw new Error('x'.repeat(1e6));", "xxx"],
  ["rejects", "return Promise.reject();", "undefined was thrown"],
  ["never a promise", "return { then: 5 };", null],
];

test("what bodies return and throw is kept as it is, or told with its path", async () => {
  const tasks = BODIES.map(
    ([name, body]) => `x.task(${JSON.stringify(name)}, { maxAttempts: 1 }, async () => { ${body} });`,
  );
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];
  const reads = `x.task("reads", { requires: ${JSON.stringify(names)} }, (inputs) => Object.entries(inputs).sort());`;
  const cwd = make({
    "module.ts": `import { Dag } from "orchex"; export const x = new Dag("x");\n${tasks.join("\n")}\n${reads}`,
  });
  const env = { ...ledger.env, ORCHEX_DAG: "module.ts:x", MAX_RESULT_BYTES: "1000" };
  await expectAnswer({ args: ["snapshot", "--activate"], cwd, env, code: 0 });
  const { stdout } = await expectAnswer({ args: ["enqueue", "--json"], cwd, env, code: 0 });
  const { runId } = JSON.parse(stdout) as { runId: string };
  await expectAnswer({ args: ["worker", "--drain", "--log-level=debug"], cwd, env, code: 0 });
  await expectAnswer({ args: ["report", runId], env, code: 0 });
  const report = await expectAnswer({ args: ["report", runId, "--json"], env, code: 0 });
  const told = JSON.parse(report.stdout) as {
    tasks: Record<string, { status: string; error: string; result: unknown }>;
  };
  const found = BODIES.map(
    ([name]) =>
      [name, Object.getOwnPropertyDescriptor(told.tasks, name)?.value as { status: string; error: string }] as const,
  );
  for (const [index, [name, { status, error }]] of found.entries()) {
    const wanted = BODIES[index]?.[2] ?? null;
    expect([name, status]).toEqual([name, wanted === null ? "succeeded" : "dead"]);
    if (wanted !== null) expect(error, name).toContain(wanted);
  }
  expect(JSON.stringify(told.tasks["reads"]?.result)).toBe(
    '[["__proto__",{"__proto__":{"own":1}}],["constructor",{"constructor":1,"prototype":2}],["hasOwnProperty",null],["toString","text"],["valueOf",[null]]]',
  );
});
