import type { SettingValues } from "./settings.ts";

/** Where a value comes from: "default", the name of the configuration file, ".env", "environment" or "flag". */
export type ConfigSource = string;

/** A setting under its name in the environment, and in the unit that its name says. */
export interface ResolvedSetting {
  readonly name: string;
  readonly value: unknown;
  readonly source: ConfigSource;
  readonly isSecret: boolean;
}

/** The settings that are in force, with times in milliseconds. */
export interface Config {
  readonly cwd: string;
  /** The nearest folder upward with an orchex.config, else with a package.json, else the working folder. */
  readonly projectRoot: string;
  /** The configuration file, absolute. */
  readonly file: string | null;
  /** Null: the embedded Postgres. */
  readonly databaseUrl: string | null;
  readonly schema: string;
  readonly dag: string | null;
  /** Paths and globs, relative to `projectRoot`. */
  readonly modules: readonly string[];
  readonly concurrency: number;
  readonly taskTimeoutMs: number;
  readonly maxAttempts: number;
  readonly leaseMs: number;
  readonly pollIntervalMs: number;
  readonly poolMin: number;
  readonly poolMax: number;
  /** 0 is no limit. */
  readonly statementTimeoutMs: number;
  readonly preparedStatements: boolean;
  readonly metricsIntervalMs: number;
  readonly maxResultBytes: number;
  readonly logLevel: SettingValues["logLevel"];
  /** Each setting with its source, for `describeConfig`; secrets are in it. */
  readonly settings: readonly ResolvedSetting[];
}
