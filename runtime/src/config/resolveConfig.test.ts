import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeConfig } from "./describeConfig.ts";
import { describeDatabase } from "./describeDatabase.ts";
import { resolveConfig, type ResolveOptions } from "./resolveConfig.ts";

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "orchex-config-")));
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
}

/** Without the environment of whoever runs the tests. */
function resolve(options: ResolveOptions = {}) {
  return resolveConfig({ cwd: root, env: {}, ...options });
}

async function failure(options: ResolveOptions = {}): Promise<string> {
  return resolve(options).then(
    () => "accepted",
    ({ code, message, remedy }: { code: string; message: string; remedy?: string }) =>
      `${code}: ${message}${remedy === undefined ? "" : ` Remedy: ${remedy}`}`,
  );
}

test("without anything said the defaults are in force", async () => {
  await write({ "package.json": "{}" });
  const config = await resolve({ cwd: join(root) });
  expect(config).toMatchObject({
    projectRoot: root,
    file: null,
    databaseUrl: null,
    schema: "orchex",
    dag: null,
    modules: [],
    concurrency: 10,
    taskTimeoutMs: 120_000,
    maxAttempts: 10,
    leaseMs: 30_000,
    pollIntervalMs: 500,
    poolMin: 1,
    poolMax: 10,
    statementTimeoutMs: 30_000,
    preparedStatements: true,
    metricsIntervalMs: 15_000,
    maxResultBytes: 16_777_216,
    logLevel: "info",
  });
  expect(new Set(describeConfig(config).map(({ source }) => source))).toEqual(new Set(["default"]));
  expect(Object.isFrozen(config)).toBe(true);
});

test("file, .env, environment and flags each override the one before, and are told apart", async () => {
  const all = { leaseSeconds: 1, maxAttempts: 1, concurrency: 1, dbPoolMax: 1 };
  await write({
    "orchex.config.json": JSON.stringify({ ...all, modules: ["src/**/*.ts"] }),
    ".env": "MAX_ATTEMPTS=2\nCONCURRENCY=2\nDB_POOL_MAX=2\n",
    "deep/er/x.ts": "",
  });
  const env = { CONCURRENCY: "3", DB_POOL_MAX: "3", LOG_LEVEL: "" };
  const config = await resolve({ cwd: join(root, "deep/er"), env, flags: { dbPoolMax: "4" } });
  expect(config).toMatchObject({ leaseMs: 1_000, maxAttempts: 2, concurrency: 3, poolMax: 4, logLevel: "info" });
  expect(config).toMatchObject({ projectRoot: root, file: join(root, "orchex.config.json"), modules: ["src/**/*.ts"] });
  const sources = Object.fromEntries(describeConfig(config).map(({ name, value, source }) => [name, [value, source]]));
  expect(sources).toMatchObject({
    LEASE_SECONDS: [1, "orchex.config.json"],
    MAX_ATTEMPTS: [2, ".env"],
    CONCURRENCY: [3, "environment"],
    DB_POOL_MAX: [4, "flag"],
    LOG_LEVEL: ["info", "default"],
    PREPARED_STATEMENTS: ["on", "default"],
    modules: ["src/**/*.ts", "orchex.config.json"],
  });
});

test("a configuration file may be TypeScript", async () => {
  await write({
    "package.json": `{ "type": "module" }`,
    "orchex.config.ts": `const attempts: number = 4;\nexport default { maxAttempts: attempts, preparedStatements: false };\n`,
  });
  expect(await resolve()).toMatchObject({ maxAttempts: 4, preparedStatements: false });
});

test("a bad value is refused with its name, what it got and where it comes from", async () => {
  await write({ ".env": "LEASE_SECONDS=0.5\n" });
  const cases: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [{ MAX_ATTEMPTS: "y" }, "MAX_ATTEMPTS must be an integer (got 'y'), from the environment."],
    [{ MAX_ATTEMPTS: "1.5" }, "MAX_ATTEMPTS must be an integer (got '1.5'), from the environment."],
    [{ MAX_ATTEMPTS: "0" }, "MAX_ATTEMPTS must be from 1 to 32767 (got 0), from the environment."],
    [{ CLAIM_POLL_INTERVAL: "often" }, "CLAIM_POLL_INTERVAL must be a number (got 'often'), from the environment."],
    [{ PREPARED_STATEMENTS: "maybe" }, "PREPARED_STATEMENTS must be on or off (got 'maybe'), from the environment."],
    [
      { LOG_LEVEL: "loud\u001b" },
      "LOG_LEVEL must be one of debug, info, warn, error, silent (got 'loud\\u{1b}'), from the environment.",
    ],
    [
      { DB_SCHEMA: "a-b" },
      "DB_SCHEMA must be a name of letters, digits and _ that does not begin with a digit (got 'a-b'), from the environment.",
    ],
    [
      { DB_SCHEMA: "a".repeat(64) },
      `DB_SCHEMA must be at most 63 characters long, not 64 (got '${"a".repeat(64)}'), from the environment.`,
    ],
    [{ DB_SCHEMA: "pg_orchex" }, "DB_SCHEMA must be another name: Postgres keeps those that begin with pg_ (got"],
    // Beyond 2^31 ms a timer of Node goes off at once.
    [{ CLAIM_POLL_INTERVAL: "61" }, "CLAIM_POLL_INTERVAL must be from 0.01 to 60 (got 61), from the environment."],
    [{ METRICS_FLUSH_INTERVAL: "86401" }, "METRICS_FLUSH_INTERVAL must be from 0.1 to 86400 (got 86401)"],
    [{ LEASE_SECONDS: "99999999" }, "LEASE_SECONDS must be from 1 to 86400 (got 99999999)"],
    [{ STATEMENT_TIMEOUT_MS: "2147483647" }, "STATEMENT_TIMEOUT_MS must be from 0 to 86400000 (got 2147483647)"],
    [{ CONCURRENCY: "4001" }, "CONCURRENCY must be from 1 to 4000 (got 4001)"],
    [{}, "LEASE_SECONDS must be from 1 to 86400 (got 0.5), from .env."],
    [
      { LEASE_SECONDS: "5", DB_POOL_MIN: "5", DB_POOL_MAX: "4" },
      "DB_POOL_MIN (5) must not be more than DB_POOL_MAX (4).",
    ],
  ];
  for (const [env, message] of cases)
    expect(await failure({ env: Object.keys(env).length === 0 ? env : { LEASE_SECONDS: "2", ...env } })).toContain(
      `config.invalid: ${message}`,
    );
  expect(await failure({ schema: "1" })).toContain("from a flag.");
  expect(await resolve({ env: { LEASE_SECONDS: "1", CLAIM_POLL_INTERVAL: ".25" } })).toMatchObject({
    pollIntervalMs: 250,
  });
});

test("a configuration file that is wrong says what is wrong", async () => {
  const cases: readonly (readonly [string, string])[] = [
    [`{ "maxAttempt": 1 }`, "orchex.config.json has an unknown setting 'maxAttempt'. Did you mean 'maxAttempts'?"],
    [
      `{ "qqq": 1 }`,
      "orchex.config.json has an unknown setting 'qqq'. Remedy: The settings are databaseUrl, dbSchema,",
    ],
    [`{ "maxAttempts": "y" }`, "maxAttempts must be an integer (got 'y'), from orchex.config.json."],
    [`{ "maxAttempts": true }`, "maxAttempts must be an integer (got a boolean (true)), from orchex.config.json."],
    [
      `{ "modules": "src" }`,
      "modules must be an array of paths and globs (got the text 'src'), from orchex.config.json.",
    ],
    [`{ "modules": ["a", 5] }`, "modules[1] must be a path or a glob (got a number (5)), from orchex.config.json."],
    [`{ "databaseUrl": ["s3cret"] }`, "databaseUrl must be a text, from orchex.config.json."],
    [`{ "databaseUrl": 5 }`, "databaseUrl must be a text, from orchex.config.json."],
    [`[]`, "orchex.config.json must export an object (got an array of 0). Remedy: Write an object"],
    [`{ "a": `, "orchex.config.json is not valid JSON: "],
    [`{ "databaseUrl": s3cret }`, "orchex.config.json is not valid JSON: "],
  ];
  for (const [text, message] of cases) {
    await write({ "orchex.config.json": text });
    const told = await failure();
    expect(told).toContain(`config.invalid: ${message}`);
    expect(told).not.toContain("s3cret");
  }
  await write({ "orchex.config.mjs": "export const nothing = 1;" });
  expect(await failure()).toBe(
    "config.invalid: orchex.config.mjs has no default export. Remedy: Write export default defineConfig({ ... }).",
  );
});

test("no password is shown, whichever way the database is given", async () => {
  const url = "postgres://me:s3cret@db.example/app?password=s3cret";
  const config = await resolve({ databaseUrl: url });
  expect(config.databaseUrl).toBe(url);
  expect(describeConfig(config)[0]).toEqual({
    name: "DATABASE_URL",
    value: "postgres://db.example/app",
    source: "flag",
  });
  expect(describeDatabase(config, url)).toBe("Database postgres://db.example/app (DATABASE_URL, flag)");
  const embedded = await resolve();
  expect(describeConfig(embedded)[0]).toMatchObject({ value: null, source: "default" });
  expect(describeDatabase(embedded, "postgresql://p:s3cret@127.0.0.1:5433/x")).toBe(
    "Database postgresql://127.0.0.1:5433/x (embedded Postgres)",
  );
  const wrong = JSON.stringify(describeConfig(await resolve({ env: { DATABASE_URL: "host=db password=s3cret" } })));
  expect(wrong).not.toContain("s3cret");
});
