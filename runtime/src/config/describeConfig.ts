import type { Config, ConfigSource } from "./config.ts";
import { maskUrl } from "./maskUrl.ts";

/** A setting as it may be shown: null is not set. */
export interface DescribedSetting {
  readonly name: string;
  readonly value: string | number | boolean | null;
  readonly source: ConfigSource;
}

/** Every setting with its value and where it came from, secrets masked. */
export function describeConfig(config: Config): readonly DescribedSetting[] {
  return config.settings.map(({ name, value, source, isSecret }) => {
    const shown = shownValue(value);
    return { name, source, value: isSecret && shown !== null ? maskUrl(String(shown)) : shown };
  });
}

function shownValue(value: unknown): DescribedSetting["value"] {
  if (typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "boolean") return value ? "on" : "off";
  if (Array.isArray(value)) return value.length === 0 ? null : value.join(", ");
  return null;
}
