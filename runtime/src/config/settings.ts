import {
  CONCURRENCY,
  LEASE_SECONDS,
  METRICS_SECONDS,
  POLL_SECONDS,
  STATEMENT_TIMEOUT_MS,
  TASK_TIMEOUT_SECONDS,
} from "./ranges.ts";
import { choice, identifier, integer, number, onOff, text, type Setting } from "./setting.ts";

/** Every setting, by its key in the configuration file, in the order in which they are shown. */
export const settings = {
  databaseUrl: text("DATABASE_URL", {
    description: "The database; without it the embedded Postgres is used.",
    isSecret: true,
  }),
  dbSchema: identifier("DB_SCHEMA", "orchex", { description: "The schema of the ledger." }),
  dag: text("ORCHEX_DAG", { description: "The DAG when --dag is not given: path/to/module.ts:exportName." }),
  concurrency: integer("CONCURRENCY", 10, CONCURRENCY, { description: "Bodies at once in one worker." }),
  taskTimeoutSeconds: number("TASK_TIMEOUT_SECONDS", 120, TASK_TIMEOUT_SECONDS, {
    description: "Limit of one attempt of a task that declares no timeout.",
  }),
  maxAttempts: integer(
    "MAX_ATTEMPTS",
    10,
    { from: 1, to: 32_767 },
    { description: "Failures after which a job is dead, where the task does not say." },
  ),
  leaseSeconds: number("LEASE_SECONDS", 30, LEASE_SECONDS, {
    description: "How long a worker that is gone keeps its jobs; renewed every third of it.",
  }),
  claimPollInterval: number("CLAIM_POLL_INTERVAL", 0.5, POLL_SECONDS, {
    description: "Seconds between two looks at the queue when idle.",
  }),
  dbPoolMin: integer("DB_POOL_MIN", 1, { from: 0, to: 1_000 }, { description: "Connections that are kept open." }),
  dbPoolMax: integer("DB_POOL_MAX", 10, { from: 1, to: 1_000 }, { description: "Connections at most." }),
  statementTimeoutMs: integer("STATEMENT_TIMEOUT_MS", 30_000, STATEMENT_TIMEOUT_MS, {
    description: "Limit of one statement; 0 is none.",
  }),
  preparedStatements: onOff("PREPARED_STATEMENTS", true, {
    description: "Off behind a pooler in transaction mode that has none.",
  }),
  metricsFlushInterval: number("METRICS_FLUSH_INTERVAL", 15, METRICS_SECONDS, {
    description: "Seconds between two lines of metrics.",
  }),
  maxResultBytes: integer(
    "MAX_RESULT_BYTES",
    16_777_216,
    { from: 1, to: 268_435_455 },
    { description: "Largest inputs or result, in bytes of JSON." },
  ),
  logLevel: choice("LOG_LEVEL", "info", ["debug", "info", "warn", "error", "silent"], {
    description: "Least important lines of the log that are written.",
  }),
} as const satisfies Readonly<Record<string, Setting<unknown>>>;

type Settings = typeof settings;

export type SettingKey = keyof Settings;

/** The values of all settings, by key. */
export type SettingValues = {
  readonly [Key in SettingKey]: Settings[Key] extends Setting<infer Value> ? Value : never;
};
