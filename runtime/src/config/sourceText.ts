import type { ConfigSource } from "./config.ts";

/** Where a value comes from, as it reads after "from". */
export function sourceText(source: ConfigSource): string {
  if (source === "flag") return "a flag";
  return source === "environment" ? "the environment" : source;
}
