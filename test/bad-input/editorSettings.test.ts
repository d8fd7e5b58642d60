import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dagFolder, dagText } from "../support/dagFolder.ts";
import { LanguageClient } from "../support/languageClient.ts";
import { CANARY } from "./badCase.ts";

const { folder, path, remove } = dagFolder({ "a.ts": dagText({ extract: [], load: ["extrct"] }) });
const capabilities = { workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } } };
let client: LanguageClient;

beforeAll(async () => {
  client = await LanguageClient.start({ folders: [folder], capabilities });
  client.open(path("a.ts"));
});
afterAll(async () => {
  await client.stop();
  remove();
});

const deep = JSON.parse(`${'{"a":'.repeat(1_000)}1${"}".repeat(1_000)}`) as unknown;
const own = JSON.parse('{"__proto__":{"severities":{"task.unknown-requirement":"off"}},"constructor":{}}') as unknown;

/** What an editor may send for the section `orchex`: nothing of it has a meaning, so that all is as without it. */
const MEANINGLESS: readonly (readonly [name: string, settings: unknown])[] = [
  ...[null, 0, -1, 1e300, true, false, "", "off", "\u0000", "\ud800", "\u001b[2J", [], [[]], [null, 5], {}].map(
    (value) => [JSON.stringify(value), value] as const,
  ),
  ["a list of sections", [{ diagnostics: { severities: { "task.unknown-requirement": "off" } } }]],
  ["depth", deep],
  ["own __proto__", own],
  ["many keys", Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`key${n}`, n]))],
  ["a long text", "x".repeat(1_000_000)],
  ["a secret", { databaseUrl: `postgres://me:${CANARY}@h/x`, live: CANARY }],
  ...["diagnostics", "inlayHints", "codeLens", "live", "types", "identifiers", "exclude"].flatMap((key) =>
    [null, 5, "no", [], {}, [[5]], { enabled: "no" }, { enabled: null }, { enabled: 0 }, own].map(
      (value) => [`${key}: ${JSON.stringify(value)}`, { [key]: value }] as const,
    ),
  ),
  ...[
    null,
    5,
    "off",
    ["off"],
    { "task.unknown-requirement": null },
    { "task.unknown-requirement": 0 },
    { "task.unknown-requirement": "OFF" },
    { "task.unknown-requirement": "fatal" },
    { "task.unknown-requirement": ["off"] },
    { "task.unknown-requirement": { toString: "off" } },
    { "task.unknown": "off" },
    { "task.*": "none" },
    { "tsk.*": "off" },
    { "*": "off" },
    { ".*": "Off" },
    { "": "off" },
    { constructor: "off", toString: "off", __proto__: null },
    { "task.unknown-requirement\u0000": "off" },
    Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`code.${n}`, "off"])),
  ].map(
    (severities) => [`severities ${JSON.stringify(severities).slice(0, 60)}`, { diagnostics: { severities } }] as const,
  ),
];

async function shown(server: LanguageClient): Promise<unknown> {
  const { items } = await server.request<{ items: { code: string; severity: number }[] }>("textDocument/diagnostic", {
    textDocument: { uri: server.open(path("a.ts")) },
  });
  return items.map(({ code, severity }) => ({ code, severity }));
}

const SOUND = [{ code: "task.unknown-requirement", severity: 1 }];

test.each(MEANINGLESS)("the settings %s change nothing", async (_name, settings) => {
  client.settings = settings;
  client.notify("workspace/didChangeConfiguration", { settings });
  await client.settle();
  expect(await shown(client)).toEqual(SOUND);
  expect(client.stderr + [...client.errors, ...client.warnings].join()).not.toContain(CANARY);
});

test("settings that have a meaning are heard after all of them", async () => {
  client.settings = { diagnostics: { severities: { "task.unknown-requirement": "off" } } };
  client.notify("workspace/didChangeConfiguration", { settings: null });
  await client.settle();
  expect(await shown(client)).toEqual([]);
  expect(client.errors).toEqual([]);
});

describe("initialization options", () => {
  test.each([
    ["null", null],
    ["a text", "live"],
    ["a list", [{ live: true }]],
    ["texts for flags and lists", { live: "true", commands: "orchex.showGraph", environment: "PATH", runtime: 5 }],
    ["lists of no texts", { commands: [null, {}, 5], environment: [["PATH"], null], settings: [] }],
    ["a runtime that is nowhere", { live: true, runtime: "\u0000/nowhere", settings: { live: { enabled: false } } }],
    ["own __proto__", JSON.parse('{"__proto__":{"live":true},"constructor":{"live":true}}') as unknown],
  ])("%s", async (_name, initializationOptions) => {
    const other = await LanguageClient.start({ folders: [folder], initializationOptions });
    try {
      expect(await shown(other)).toEqual(SOUND);
      expect(other.errors).toEqual([]);
    } finally {
      await other.stop();
    }
  });
});
