import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sentences } from "../../scripts/l10n.mjs";

const ROOT = join(import.meta.dirname, "../..");
const read = (path: string) => JSON.parse(readFileSync(join(ROOT, path), "utf8")) as Record<string, unknown>;

const { texts, untranslated } = sentences();

test("every sentence of the extension asks for a translation", () => {
  expect(texts.length).toBeGreaterThan(100);
  expect(untranslated).toEqual([]);
});

test("translators get every sentence, and none that is gone", () => {
  expect(Object.keys(read("l10n/bundle.l10n.json")), "run `npm run l10n`").toEqual(texts);
});

test("every text of the manifest stands in package.nls.json, and nothing else does", () => {
  const { contributes, capabilities, description } = read("package.json");
  const used = new Set<string>();
  const bare: string[] = [];
  const walk = (value: unknown, key: string): void => {
    if (Array.isArray(value)) for (const item of value) walk(item, key);
    else if (typeof value === "object" && value !== null)
      for (const [inner, item] of Object.entries(value)) walk(item, inner);
    else if (typeof value === "string") {
      const [, name] = /^%(.+)%$/.exec(value) ?? [];
      if (name !== undefined) used.add(name);
      else if (/^(title|name|description|markdownDescription|contents)$/.test(key) && !/^orchex$/i.test(value))
        bare.push(value);
    }
  };
  walk([contributes, capabilities, description], "");
  expect(bare).toEqual([]);
  expect([...used].sort()).toEqual(Object.keys(read("package.nls.json")).sort());
});

test("the settings are few, and each says what it does", () => {
  const { properties } = (read("package.json")["contributes"] as { configuration: { properties: object } })
    .configuration;
  const settings = Object.values(properties) as { markdownDescription?: string }[];
  expect(settings.length).toBeLessThanOrEqual(20);
  for (const { markdownDescription } of settings) expect(markdownDescription).toMatch(/^%/);
});
