import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAnswer, expectRefusal } from "./badCase.ts";
import { badLedger, type BadLedger } from "./badLedger.ts";
import { caseFolders } from "./folders.ts";

const { make, remove } = caseFolders();
let ledger: BadLedger;
beforeAll(async () => {
  ledger = await badLedger();
});
afterAll(async () => {
  remove();
  await ledger.drop();
});

const DAG = 'import { Dag, dag, task } from "orchex";\n';

/** A module, the export that is asked for, and what the one line says. */
const REFUSED: readonly (readonly [name: string, source: string, ...says: string[]])[] = [
  ["nothing exported", "", "It exports nothing."],
  ["only types", "export type x = number;", "It exports nothing."],
  ["another name", `${DAG}export const y = new Dag("y");`, "has no export 'x'", "y (a DAG)"],
  ["only a default", `${DAG}export default new Dag("y");`, "has no export 'x'", "default (a DAG)"],
  [
    "a thousand others",
    Array.from({ length: 1_000 }, (_, i) => `export const e${i} = ${i};`).join("\n"),
    "has no export 'x'",
    ", ...",
  ],
  ...(
    [
      ["undefined", "undefined"],
      ["null", "null"],
      ["5", "a number (5)"],
      ["-0", "a number"],
      ["10n ** 40n", "a bigint"],
      ['"\\u001b[31m"', "the text '\\u{1b}[31m'"],
      ['"\\u0000\\ud800\\u202e"', "the text"],
      ['"x".repeat(1e6)', "the text"],
      ["Symbol('x')", "a symbol"],
      ["[]", "an array of 0"],
      ["{}", "a plain object"],
      ["Object.create(null)", "a plain object"],
      ["Object.freeze({})", "a plain object"],
      ["new Map()", "an instance of 'Map'"],
      ["new (class { static name = 5 })()", "is not a DAG but an"],
      ["Promise.resolve(1)", "an instance of 'Promise'"],
      ["() => 1", "a function"],
      ["class DailyEtl {}", "without @dag"],
      ["class { static name() {} }", "without @dag"],
      ["class { static name = Symbol() }", "without @dag"],
      ["class { static get name() { throw new Error('no') } }", "is not a DAG but"],
      ["Object.defineProperty(() => 1, 'name', { value: '\\u001b[2J' })", "a function"],
      ["Object.defineProperty(() => 1, 'name', { value: {} })", "a function"],
      ["({ constructor: 5, __proto__: { constructor: null } })", "is not a DAG but an object"],
      ["({ __proto__: { get constructor() { throw 1 } } })", "is not a DAG but"],
      ["new Proxy({}, { getPrototypeOf() { throw new Error('no') } })", "is not a DAG but"],
      ["new Proxy({}, { getOwnPropertyDescriptor() { throw new Error('no') } })", "is not a DAG but"],
      ["new Proxy({}, { get() { throw new Error('no') } })", "is not a DAG but"],
      ["new Proxy({}, { has() { throw new Error('no') } })", "is not a DAG but"],
      ["new Proxy(class {}, { get() { throw new Error('no') } })", "is not a DAG but"],
      ["(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()", "is not a DAG but"],
      [
        "(() => { const { proxy, revoke } = Proxy.revocable(class {}, {}); revoke(); return proxy; })()",
        "is not a DAG but",
      ],
      ["({ [Symbol.for('orchex.dag')]: 5 })", "is not a DAG but"],
      ["({ [Symbol.for('orchex.dag')]: null })", "is not a DAG but"],
      ["({ [Symbol.for('orchex.dag')]: {} })", "is not a DAG but"],
      ["({ [Symbol.for('orchex.dag')]: { name: 5, tasks: new Map() } })", "is not a DAG but"],
      ["({ [Symbol.for('orchex.dag')]: { name: 'x', tasks: [] } })", "is not a DAG but"],
      ["({ [Symbol.for('orchex.dag')]: { name: '\\u001b[31m', tasks: new Map() } })", "is not a DAG but"],
      ["({ get [Symbol.for('orchex.dag')]() { throw new Error('no') } })", "is not a DAG but"],
      ["({ [Symbol.for('orchex.dag')]: new Proxy({}, { get() { throw 1 } }) })", "is not a DAG but"],
      ["({ [Symbol.for('orchex.task')]: 5 })", "is not a DAG but"],
      ["({ [Symbol.for('orchex.task')]: { dag: 5 } })", "is not a DAG but"],
      ["({ get [Symbol.for('orchex.task')]() { throw 1 } })", "is not a DAG but"],
    ] as const
  ).map(([value, says]) => [`not a DAG: ${value}`, `export const x = ${value};`, says] as const),
  ...(
    [
      ["new Error('no\\nluck')", "no luck"],
      ["new Error('')", "Error"],
      ["new Error('\\u001b]8;;http://evil\\u0007link\\u202e')", "\\u{1b}]8;;"],
      ["new Error('x'.repeat(1e6))", "does not load"],
      ["new AggregateError([new Error('one')], 'many')", "many"],
      ["Object.assign(new Error('a'), { cause: new Error('b') })", "does not load"],
      ["(() => { const e = new Error('loop'); e.cause = e; return e; })()", "loop"],
      ["Object.defineProperty(new Error('a'), 'message', { get() { throw 1 } })", "does not load"],
      ["Object.defineProperty(new Error('a'), 'stack', { get() { throw 1 } })", "does not load"],
      ["Object.assign(new Error('a'), { stack: 5 })", "does not load"],
      ["Object.assign(new Error('a'), { message: { toString() { throw 1 } } })", "does not load"],
      ["Object.assign(new Error('a'), { name: 5, code: {} })", "does not load"],
      ["Object.assign(new Error('a'), { name: 'SyntaxError', stack: undefined })", "does not load"],
      ["Object.assign(new Error('a'), { code: 'ERR_MODULE_NOT_FOUND' })", "does not load"],
      ["{ code: 'ERR_MODULE_NOT_FOUND', message: 5 }", "does not load"],
      ["{ get code() { throw 1 } }", "does not load"],
      ["{ get message() { throw 1 } }", "does not load"],
      ["undefined", "undefined was thrown"],
      ["null", "null was thrown"],
      ["''", "An empty text was thrown"],
      ["'a text'", "a text"],
      ["5n", "5 was thrown"],
      ["Symbol('x')", "does not load"],
      ["[]", "does not load"],
      ["{}", "does not load"],
      ["() => {}", "does not load"],
      ["Object.create(null)", "does not load"],
      [
        "new Proxy({}, { get() { throw new Error('no') }, getPrototypeOf() { throw new Error('no') } })",
        "does not load",
      ],
      ["(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()", "does not load"],
    ] as const
  ).map(([value, says]) => [`throws ${value}`, `throw ${value};`, "does not load", says] as const),
  ["rejects at the top", "await Promise.reject(new Error('later'));", "does not load", "later"],
  ["a syntax error", "export const x = ;", "SyntaxError"],
  ["text that is no TypeScript", "\u0000\u0001\u0002", "does not load"],
  ["an escape in wrong syntax", "export const x = '\u001b[31m", "does not load"],
  ["no such package", 'import "no-such-package";', "there is no package 'no-such-package'"],
  ["no such file", 'import "./nope.ts";', "there is no file"],
  ["no such export", 'import { nope } from "orchex"; export const x = nope;', "nope"],
  ["old decorators by hand", `${DAG}export const x = dag("x")(class {});`, "@dag"],
  ["a DAG without a name", `${DAG}export const x = new Dag();`, "Dag name must be"],
  ["a DAG named by a number", `${DAG}export const x = new Dag(5);`, "Dag name must be"],
  ["a DAG named NUL", `${DAG}export const x = new Dag("a\\u0000");`, "has a control character"],
  ["a DAG named by an escape", `${DAG}export const x = new Dag("\\u001b[31m");`, "has a control character"],
  ["a DAG named half a pair", `${DAG}export const x = new Dag("\\ud800");`, "half of a surrogate pair"],
  ["a DAG with a long name", `${DAG}export const x = new Dag("x".repeat(201));`, "201 characters"],
  [
    "requires that throw",
    `${DAG}new Dag("x").task("a", { get requires() { throw new Error("no luck") } }, () => 1);`,
    "no luck",
  ],
  [
    "two modules that import each other",
    `import "./other.ts"; ${DAG}export const x = new Dag("x");`,
    "does not load",
    "other.ts",
  ],
  ["a circle of imports", `export { x } from "./module.ts";`, "does not load"],
];

describe("refused, and nothing is stored: ", () => {
  test.each(REFUSED)("%s", async (_name, source, ...says) => {
    const cwd = make({ "module.ts": source, "other.ts": 'import { x } from "./module.ts"; x.task("b", () => 2);' });
    const before = await ledger.content();
    await expectRefusal({
      args: ["drift", "--dag=module.ts:x"],
      cwd,
      env: ledger.env,
      code: 2,
      says,
    });
    expect(await ledger.content()).toBe(before);
  });
});

const HEAD = `${DAG}export const x = new Dag("x");\n`;

/** What `validate` finds, with exit code 1. */
const PROBLEMS: readonly (readonly [name: string, source: string, ...says: string[]])[] = [
  ["a task of nothing", `${HEAD}x.task();`, "needs a function"],
  [
    "a circle",
    `${HEAD}x.task("a", { requires: ["b"] }, () => 1); x.task("b", { requires: ["a"] }, () => 1);`,
    "dag.cycle",
  ],
  ["itself", `${HEAD}x.task("a", { requires: ["a"] }, () => 1);`, "task.self-requirement"],
  ["nobody", `${HEAD}x.task("abc", () => 1); x.task("b", { requires: ["abd"] }, () => 1);`, "Did you mean 'abc'?"],
  ["__proto__", `${HEAD}x.task("a", { requires: ["__proto__"] }, () => 1);`, "task.unknown-requirement"],
  ["constructor", `${HEAD}x.task("a", { requires: ["constructor"] }, () => 1);`, "task.unknown-requirement"],
  ["an escape", `${HEAD}x.task("a", { requires: ["\\u001b[31m"] }, () => 1);`, "\\u{1b}[31m"],
  ["a name turned around", `${HEAD}x.task("a\\u202eb", { requires: ["no\\u202e"] }, () => 1);`, "\\u{202e}"],
  ["twice", `${HEAD}x.task("a", () => 1); x.task("a", () => 1);`, "task.duplicate-name"],
  ["no name", `${HEAD}x.task(() => 1);`, "task.unnamed"],
  ["an empty name", `${HEAD}x.task("", () => 1);`, "task.invalid-name"],
  ["NUL", `${HEAD}x.task("a\\u0000", () => 1);`, "task.invalid-name"],
  ["a number for a name", `${HEAD}x.task(5, {}, () => 1);`, "task.invalid-name"],
  ["requires that are a text", `${HEAD}x.task("a", { requires: "b" }, () => 1);`, "must be an array"],
  ["requires that are holes", `${HEAD}x.task("a", { requires: [,] }, () => 1);`, "requires[0]"],
  [
    "requires of a Proxy",
    `${HEAD}x.task("a", { requires: [new Proxy({}, { get() { throw new Error("no") } })] }, () => 1);`,
    "requires[0]",
  ],
  [
    "requires of forged marks",
    `${HEAD}x.task("a", { requires: [{ [Symbol.for("orchex.task")]: { name: 5 } }] }, () => 1);`,
    "requires[0]",
  ],
  ["an unknown option", `${HEAD}x.task("a", { timout: "5m" }, () => 1);`, "timeout"],
  ["options that are a list", `${HEAD}x.task("a", [], () => 1);`, "must be an object"],
  ...["-1", "'5 minutes'", "NaN", "Infinity", "0", "'0s'", "{}", "'400d'", "1n", "Symbol()"].map(
    (value) => [`timeout ${value}`, `${HEAD}x.task("a", { timeout: ${value} }, () => 1);`, "timeout"] as const,
  ),
  ...["0", "-1", "1.5", "NaN", "'3'", "null", "1n"].map(
    (value) =>
      [`maxAttempts ${value}`, `${HEAD}x.task("a", { maxAttempts: ${value} }, () => 1);`, "maxAttempts"] as const,
  ),
  ...["-1", "'soon'", "NaN", "{}", "'400d'"].map(
    (value) => [`backoff ${value}`, `${HEAD}x.task("a", { backoff: ${value} }, () => 1);`, "backoff"] as const,
  ),
  ...["1.5", "'high'", "NaN", "1e9"].map(
    (value) => [`priority ${value}`, `${HEAD}x.task("a", { priority: ${value} }, () => 1);`, "priority"] as const,
  ),
];

describe("validate answers no: ", () => {
  test.each(PROBLEMS)("%s", async (_name, source, ...says) => {
    const cwd = make({ "module.ts": source });
    const args = ["validate", "--dag=module.ts:x"];
    const told = await expectAnswer({ args, cwd, code: 1 });
    for (const text of says) expect(told.stdout + told.stderr).toContain(text);
    await expectAnswer({ args: [...args, "--json"], cwd, code: told.code });
  });
});

/** Unusual and sound. */
const SOUND: readonly (readonly [name: string, source: string, address?: string])[] = [
  ["a default export", `${DAG}const x = new Dag("x"); x.task("a", () => 1); export default x;`, "module.ts:default"],
  ["the only DAG", `${HEAD}x.task("a", () => 1); export const other = 5;`, "module.ts"],
  ["a frozen DAG", `${DAG}const y = new Dag("x"); y.task("a", () => 1); export const x = Object.freeze(y);`],
  [
    "a DAG beside what cannot be looked at",
    `${HEAD}x.task("a", () => 1); export const bad = new Proxy({}, { get() { throw 1 }, getOwnPropertyDescriptor() { throw 1 }, getPrototypeOf() { throw 1 } });`,
    "module.ts",
  ],
  [
    "a DAG beside a revoked Proxy",
    `${HEAD}x.task("a", () => 1); const r = Proxy.revocable({}, {}); r.revoke(); export const bad = r.proxy;`,
    "module.ts",
  ],
  [
    "a DAG beside a forged one",
    `${HEAD}x.task("a", () => 1); export const bad = { [Symbol.for("orchex.dag")]: 5 };`,
    "module.ts",
  ],
  [
    "tasks named as Object's own",
    `${HEAD}for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) x.task(name, () => 1);\nx.task("a", { requires: ["__proto__", "constructor"] }, () => 1);`,
  ],
  [
    "three thousand tasks",
    `${HEAD}for (let i = 0; i < 3000; i++) x.task("t" + i, { requires: i ? ["t" + (i - 1)] : [] }, () => 1);`,
  ],
  ["CommonJS with a getter that throws", "", "module.cjs:x"],
  ["CommonJS in TypeScript", "", "common.cts:x"],
  ["an ES module that imports CommonJS in TypeScript", 'export { x } from "./common.cts";'],
];

const sound = SOUND.map(([name, source, address = "module.ts:x"]) => ({ name, source, address }));
test.each(sound)("loads: $name", async ({ source, address }) => {
  const cwd = make({
    "module.ts": source,
    "other.ts": 'import { x } from "./module.ts"; x.task("b", { requires: ["a"] }, () => 2);',
    "common.cts":
      'import orchex = require("orchex"); export const x: orchex.Dag = new orchex.Dag("x"); x.task("a", () => 1);',
    "module.cjs":
      'const { Dag } = require("orchex"); const x = new Dag("x"); x.task("a", () => 1); exports.x = x; Object.defineProperty(exports, "bad", { enumerable: true, get() { throw new Error("no") } });',
  });
  await expectAnswer({ args: ["validate", `--dag=${address}`], cwd, code: 0, says: ["No problems."] });
  await expectAnswer({ args: ["graph", `--dag=${address}`], cwd, code: 0 });
});
