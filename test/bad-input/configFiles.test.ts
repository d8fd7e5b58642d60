import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { CANARY, expectAnswer, expectRefusal } from "./badCase.ts";
import { caseFolders, type Files } from "./folders.ts";

const { make, remove } = caseFolders();
let DATABASE_URL: string;
beforeAll(() => {
  DATABASE_URL = inject("postgresUrl");
});
afterAll(remove);

const json = (content: string): Files => ({ "orchex.config.json": content });
const code = (content: string): Files => ({ "orchex.config.ts": content });
const dotEnv = (content: string | Uint8Array): Files => ({ ".env": content });

/** Each with what its one line says; none reaches the database. */
const REFUSED: readonly (readonly [string, Files, ...string[]])[] = [
  ["no JSON", json("{"), "orchex.config.json is not valid JSON"],
  ["a comment", json('{ // a comment\n"maxAttempts": 3 }'), "is not valid JSON"],
  ["a comma too many", json('{"maxAttempts": 3,}'), "is not valid JSON"],
  ["two documents", json("{}{}"), "is not valid JSON"],
  ["NUL", json("\u0000"), "is not valid JSON"],
  ["UTF-16", { "orchex.config.json": Buffer.from('{"maxAttempts":3}', "utf16le") }, "is not valid JSON"],
  ["escape sequences", json("\u001b[31m{}"), "is not valid JSON"],
  ["a secret in broken JSON", json(`{"databaseUrl": "postgres://me:${CANARY}@h/x"`), "is not valid JSON"],
  ["a secret where JSON breaks", json(`{"databaseUrl": ${CANARY}}`), "is not valid JSON"],
  ["null", json("null"), "must export an object (got null)"],
  ["an array", json("[]"), "must export an object (got an array of 0)"],
  ["a text", json('"x"'), "must export an object"],
  ["a number", json("5"), "must export an object (got a number (5))"],
  ["depth", json("[".repeat(100_000)), "is not valid JSON"],
  ["sound depth", json(`{"dag":${"[".repeat(50_000)}${"]".repeat(50_000)}}`), "dag must be a text"],
  ["a folder", { "orchex.config.json": null }, "orchex.config cannot be read (EISDIR)"],
  ["a folder for a module", { "orchex.config.ts": null }, "orchex.config cannot be read (EISDIR)"],
  ["a mistyped key", json('{"maxAttemps": 3}'), "Did you mean 'maxAttempts'?"],
  ["another mistyped key", json('{"databaseurl": "x"}'), "Did you mean 'databaseUrl'?"],
  ["the name of the environment", json('{"DATABASE_URL": "x"}'), "Did you mean 'databaseUrl'?"],
  ["a secret under a wrong key", json(`{"password": "${CANARY}"}`), "unknown setting 'password'"],
  ["__proto__", json('{"__proto__": {"maxAttempts": 3}}'), "unknown setting '__proto__'"],
  ["constructor", json('{"constructor": 1}'), "unknown setting 'constructor'"],
  ["toString", json('{"toString": 1}'), "unknown setting 'toString'"],
  ["an escape in a key", json('{"\\u001b[31m": 1}'), "unknown setting '\\u{1b}[31m'"],
  ["an empty key", json('{"": 1}'), "unknown setting ''"],
  ...["0", "-1", "1.5", '"many"', "true", "null", "[]", "{}", "1e400", "40000", '""', '"0x10"', '"1e3"'].map(
    (value) => [`maxAttempts ${value}`, json(`{"maxAttempts": ${value}}`), "maxAttempts must be"] as const,
  ),
  ...["0", "-1", "86401", '"soon"', "[30]", '"30s"', '"Infinity"'].map(
    (value) => [`leaseSeconds ${value}`, json(`{"leaseSeconds": ${value}}`), "leaseSeconds must be"] as const,
  ),
  ...["5", '""', "null", "{}", "[]"].map(
    (value) => [`databaseUrl ${value}`, json(`{"databaseUrl": ${value}}`), "databaseUrl must be a text"] as const,
  ),
  ["a secret that is no text", json(`{"databaseUrl": ["${CANARY}"]}`), "databaseUrl must be a text"],
  ["a secret of another database", json(`{"databaseUrl": "mysql://me:${CANARY}@h/x"}`)],
  ["logLevel", json('{"logLevel": "verbose"}'), "logLevel must be one of debug, info"],
  ["preparedStatements", json('{"preparedStatements": "maybe"}'), "preparedStatements must be on or off"],
  ["dbSchema", json('{"dbSchema": "a\\"; drop schema x"}'), "dbSchema must be a name"],
  ["pools that cross", json('{"dbPoolMin": 5, "dbPoolMax": 2}'), "DB_POOL_MIN (5) must not be more"],
  ["modules that are no list", json('{"modules": "src/**"}'), "modules must be an array"],
  ["modules that are no texts", json('{"modules": ["a.ts", 5]}'), "modules[1] must be a path or a glob"],
  ["modules with an empty one", json('{"modules": [""]}'), "modules[0] must be a path or a glob"],
  ["nothing exported", code("export const x = 1;"), "orchex.config.ts has no default export"],
  ["a function", code("export default () => ({});"), "must export an object"],
  ["a Map", code('export default new Map([["maxAttempts", 3]]);'), "must export an object", "Map"],
  ["a Date", code("export default new Date();"), "must export an object"],
  ["a getter that throws", code('export default { get maxAttempts() { throw new Error("no luck"); } };'), "no luck"],
  [
    "a Proxy that throws",
    code('export default new Proxy({}, { ownKeys() { throw new Error("no luck"); } });'),
    "no luck",
  ],
  ["a revoked Proxy", code("const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); export default proxy;")],
  [
    "a value whose text throws",
    code("export default { maxAttempts: { toString() { throw new Error(); } } };"),
    "maxAttempts must be",
  ],
  ["a bigint", code("export default { maxAttempts: 3n };"), "maxAttempts must be an integer"],
  ["a symbol", code("export default { maxAttempts: Symbol('x') };"), "maxAttempts must be an integer"],
  ["NaN", code("export default { leaseSeconds: NaN };"), "leaseSeconds must be a number"],
  ["a class named by a function", code("export default class { static name() {} }"), "must export an object"],
  [
    "a module that throws",
    code('throw new Error("no\\nconnection");'),
    "orchex.config.ts does not load",
    "no connection",
  ],
  ["a secret is not in what it throws", code("throw null;"), "orchex.config.ts does not load"],
  ["a module that throws undefined", code("throw undefined;"), "orchex.config.ts does not load"],
  ["a syntax error", code("export default {"), "orchex.config.ts does not load", "SyntaxError"],
  ["a missing import", code('import "no-such-package"; export default {};'), "there is no package 'no-such-package'"],
  [".env: a word for a number", dotEnv("MAX_ATTEMPTS=many"), "MAX_ATTEMPTS must be an integer", "from .env"],
  [".env: an escape", dotEnv("LOG_LEVEL=\u001b[31m"), "LOG_LEVEL must be one of"],
  [".env: NUL", dotEnv("DB_SCHEMA=a\u0000b"), "DB_SCHEMA must be a name"],
  [".env: a secret that is no URL", dotEnv(`DATABASE_URL=${CANARY}`), "from .env"],
  [".env: an open quote", dotEnv(`DATABASE_URL="postgres://me:${CANARY}@h/x`), "from .env"],
  [".env: a quote inside", dotEnv(`DATABASE_URL='postgres://me:${CANARY}'@h/x`), "from .env"],
  [".env: a comment cuts a password", dotEnv(`DATABASE_URL=postgres://me:12#${CANARY}@h/x`), "from .env"],
];

describe("refused: ", () => {
  test.each(REFUSED.map(([name, files, ...says]) => ({ name, files, says })))("$name", async ({ files, says }) => {
    const cwd = make(files);
    const fromProject = JSON.stringify(files).includes("databaseUrl") || JSON.stringify(files).includes("DATABASE_URL");
    const env = fromProject ? {} : { DATABASE_URL };
    await expectRefusal({ args: ["runs"], cwd, env, code: 2, says });
  });
});

/** Unusual and sound: what `orchex config` then says. */
const ANSWERED: readonly (readonly [string, Files, ...(readonly [name: string, value: unknown])[]])[] = [
  ["a byte order mark", json('\ufeff{"maxAttempts": 3}'), ["MAX_ATTEMPTS", 3]],
  ["an empty file", json(""), ["MAX_ATTEMPTS", 10]],
  ["spaces", json("  \n"), ["MAX_ATTEMPTS", 10]],
  ["an empty object", json("{}"), ["MAX_ATTEMPTS", 10]],
  ["the same key twice", json('{"maxAttempts": 3, "maxAttempts": 4}'), ["MAX_ATTEMPTS", 4]],
  ["a promise", code("export default Promise.resolve({ maxAttempts: 3 });"), ["MAX_ATTEMPTS", 3]],
  ["a frozen object", code("export default Object.freeze({ maxAttempts: 3 });"), ["MAX_ATTEMPTS", 3]],
  ["no prototype", code("export default Object.assign(Object.create(null), { maxAttempts: 3 });"), ["MAX_ATTEMPTS", 3]],
  ["undefined", code("export default { maxAttempts: undefined };"), ["MAX_ATTEMPTS", 10]],
  [".env: nothing", dotEnv(""), ["MAX_ATTEMPTS", 10]],
  [".env: an empty value", dotEnv("MAX_ATTEMPTS="), ["MAX_ATTEMPTS", 10]],
  [".env: export and quotes", dotEnv("export MAX_ATTEMPTS='3'"), ["MAX_ATTEMPTS", 3]],
  [
    ".env: CRLF and a byte order mark",
    dotEnv("\ufeffMAX_ATTEMPTS=3\r\nLOG_LEVEL=warn\r\n"),
    ["LOG_LEVEL", "warn"],
    ["MAX_ATTEMPTS", 3],
  ],
  [".env: __proto__", dotEnv("__proto__=x\nconstructor=y\nMAX_ATTEMPTS=3"), ["MAX_ATTEMPTS", 3]],
  [".env: noise", dotEnv(Buffer.from([0xff, 0xfe, 0x00, 0x41])), ["MAX_ATTEMPTS", 10]],
  [".env: a folder", { ".env": null }, ["MAX_ATTEMPTS", 10]],
];

const answered = ANSWERED.map(([name, files, ...settings]) => ({ name, files, settings }));
test.each(answered)("read as it is meant: $name", async ({ files, settings }) => {
  const told = await expectAnswer({ args: ["config", "--json"], cwd: make(files), env: { DATABASE_URL }, code: 0 });
  const said = JSON.parse(told.stdout) as { name: string; value: unknown }[];
  for (const [name, value] of settings) expect(said).toContainEqual(expect.objectContaining({ name, value }));
});
