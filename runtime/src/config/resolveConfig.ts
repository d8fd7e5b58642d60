import { projectRoot } from "../embedded/projectRoot.ts";
import { OrchexError } from "../dag/error.ts";
import { nearest } from "../dag/nearest.ts";
import { quote } from "../dag/quote.ts";
import { visible } from "../dag/visible.ts";
import { describeValue } from "../declare/describeValue.ts";
import type { Config, ConfigSource, ResolvedSetting } from "./config.ts";
import { configFile, type ConfigFile } from "./configFile.ts";
import { envFile } from "./envFile.ts";
import type { Setting } from "./setting.ts";
import { sourceText } from "./sourceText.ts";
import { settings, type SettingKey, type SettingValues } from "./settings.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface ResolveOptions {
  /** Where the configuration file is looked for, upward. Default: the working folder. */
  readonly cwd?: string;
  /** Default: `process.env`. */
  readonly env?: Environment;
  /** What the command line says, by the keys of the configuration file; undefined is nothing said. */
  readonly flags?: Readonly<Partial<Record<SettingKey, unknown>>>;
  /** The same as the flag. */
  readonly databaseUrl?: string;
  /** The same as the flag `dbSchema`. */
  readonly schema?: string;
}

/** One place that may say something about a setting, and how it is named there. */
interface Layer {
  readonly source: ConfigSource;
  readonly get: (key: SettingKey, name: string) => unknown;
  readonly isByKey: boolean;
}

const MODULES_EXAMPLE = 'Write modules: ["src/**/*.ts"].';
const KEYS = Object.keys(settings) as SettingKey[];

/**
 * Finds the settings that are in force: weakest first the defaults, orchex.config, `.env`, the environment and flags.
 * Imports the configuration file if it is code. Throws `config.invalid` for a bad value, with where it comes from.
 */
export async function resolveConfig(options: ResolveOptions = {}): Promise<Config> {
  const { cwd = process.cwd(), env = process.env } = options;
  const file = await configFile(cwd);
  const root = file?.folder ?? projectRoot(cwd);
  const said = await envFile(root);
  const flags: ResolveOptions["flags"] = {
    ...options.flags,
    ...(options.databaseUrl !== undefined && { databaseUrl: options.databaseUrl }),
    ...(options.schema !== undefined && { dbSchema: options.schema }),
  };
  const layers: readonly Layer[] = [
    { source: "flag", isByKey: false, get: (key) => flags[key] },
    { source: "environment", isByKey: false, get: (_key, name) => notEmpty(env[name]) },
    { source: ".env", isByKey: false, get: (_key, name) => notEmpty(said[name]) },
    ...(file === undefined ? [] : [layerOf(file)]),
  ];
  const resolved = new Map(KEYS.map((key) => [key, resolve(key, settings[key], layers)]));
  const values = Object.fromEntries(KEYS.map((key) => [key, resolved.get(key)?.value])) as SettingValues;
  if (values.dbPoolMin > values.dbPoolMax) {
    const message = `DB_POOL_MIN (${values.dbPoolMin}) must not be more than DB_POOL_MAX (${values.dbPoolMax}).`;
    throw new OrchexError("config.invalid", message, { remedy: "Lower the one or raise the other." });
  }
  const modules = file === undefined ? [] : modulesOf(file);
  const shown = [
    ...resolved.values(),
    { name: "modules", value: modules, source: sourceOf(modules, file), isSecret: false },
  ];
  return Object.freeze({
    cwd,
    projectRoot: root,
    file: file?.file ?? null,
    databaseUrl: values.databaseUrl,
    schema: values.dbSchema,
    dag: values.dag,
    modules,
    concurrency: values.concurrency,
    taskTimeoutMs: values.taskTimeoutSeconds * 1_000,
    maxAttempts: values.maxAttempts,
    leaseMs: values.leaseSeconds * 1_000,
    pollIntervalMs: values.claimPollInterval * 1_000,
    poolMin: values.dbPoolMin,
    poolMax: values.dbPoolMax,
    statementTimeoutMs: values.statementTimeoutMs,
    preparedStatements: values.preparedStatements,
    metricsIntervalMs: values.metricsFlushInterval * 1_000,
    maxResultBytes: values.maxResultBytes,
    logLevel: values.logLevel,
    settings: Object.freeze(shown),
  });
}

/** An empty variable is how a shell or a compose file says nothing. */
function notEmpty(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

function layerOf({ name, content }: ConfigFile): Layer {
  const known = [...KEYS, "modules"];
  const unknown = Object.keys(content).find((key) => !known.includes(key));
  if (unknown === undefined) return { source: name, isByKey: true, get: (key) => content[key] };
  const meant = nearest(known)(unknown);
  const hint = meant === undefined ? "" : ` Did you mean ${quote(meant)}?`;
  const remedy = `The settings are ${known.join(", ")}.`;
  throw new OrchexError("config.invalid", `${name} has an unknown setting ${quote(unknown)}.${hint}`, { remedy });
}

function resolve(key: SettingKey, setting: Setting<unknown>, layers: readonly Layer[]): ResolvedSetting {
  const { name, isSecret } = setting;
  for (const { source, get, isByKey } of layers) {
    const given = get(key, name);
    if (given === undefined) continue;
    const read = setting.read(given);
    if (read.ok) return { name, value: read.value, source, isSecret };
    const fault = visible(isSecret ? read.error.replace(/ \(got .*\)$/s, "") : read.error);
    throw new OrchexError("config.invalid", `${isByKey ? key : name} ${fault}, from ${sourceText(source)}.`);
  }
  return { name, value: setting.initial, source: "default", isSecret };
}

function modulesOf({ name, content }: ConfigFile): readonly string[] {
  const { modules } = content;
  if (modules === undefined) return [];
  if (!Array.isArray(modules)) {
    const message = `modules must be an array of paths and globs (got ${describeValue(modules)}), from ${name}.`;
    throw new OrchexError("config.invalid", message, { remedy: MODULES_EXAMPLE });
  }
  const index = modules.findIndex((one) => typeof one !== "string" || one === "");
  if (index < 0) return Object.freeze([...(modules as readonly string[])]);
  const message = `modules[${index}] must be a path or a glob (got ${describeValue(modules[index])}), from ${name}.`;
  throw new OrchexError("config.invalid", message, { remedy: MODULES_EXAMPLE });
}

function sourceOf(modules: readonly string[], file: ConfigFile | undefined): ConfigSource {
  return modules.length === 0 || file === undefined ? "default" : file.name;
}
