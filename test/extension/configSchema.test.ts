import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { settings } from "../../runtime/src/config/settings.ts";

interface Property {
  readonly description: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
}

const ROOT = join(import.meta.dirname, "../..");
const { properties, additionalProperties } = JSON.parse(
  readFileSync(join(ROOT, "client/schemas/orchex.config.schema.json"), "utf8"),
) as { readonly properties: Readonly<Record<string, Property>>; readonly additionalProperties: boolean };

test("orchex.config.json is checked for every setting, and for no other name", () => {
  expect(Object.keys(properties)).toEqual([...Object.keys(settings), "modules"]);
  expect(additionalProperties).toBe(false);
});

test.each(Object.entries(settings))("%s is described as orchex reads it", (key, setting) => {
  const property = properties[key];
  expect(property?.description).toBe(setting.description);
  if (setting.initial !== null) expect(property?.default).toBe(setting.initial);
  const { minimum, maximum } = property ?? {};
  for (const value of [property?.default, minimum, maximum, ...(property?.enum ?? [])]) {
    if (value !== undefined) expect(setting.read(value), JSON.stringify(value)).toMatchObject({ ok: true });
  }
  if (minimum !== undefined) expect(setting.read(minimum - 1)).toMatchObject({ ok: false });
  if (maximum !== undefined) expect(setting.read(maximum + 1)).toMatchObject({ ok: false });
  if (property?.type === "number") expect(setting.read(minimum)).toMatchObject({ ok: true });
  if (property?.type === "integer") expect(setting.read((minimum ?? 0) + 0.5)).toMatchObject({ ok: false });
});
