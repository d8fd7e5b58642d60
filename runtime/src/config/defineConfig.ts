import type { SettingValues } from "./settings.ts";

/** What orchex.config.ts exports: any of the settings, and `modules`. */
export type OrchexConfig = {
  readonly [Key in keyof SettingValues]?: NonNullable<SettingValues[Key]>;
} & {
  /** Paths and globs, relative to this file, of further modules to load; they may add tasks to a DAG. */
  readonly modules?: readonly string[];
};

/**
 * Types the default export of orchex.config.ts.
 *
 * ```ts
 * export default defineConfig({ dag: "src/etl.ts:etl", maxAttempts: 3 });
 * ```
 */
export function defineConfig(config: OrchexConfig): OrchexConfig {
  return config;
}
