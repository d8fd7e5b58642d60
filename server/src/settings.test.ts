import { expect, test } from "vitest";
import { defaultSettings, readSettings } from "./settings.ts";

test.each([undefined, null, 5, "x", [], { diagnostics: 1, inlayHints: [], codeLens: { enabled: "yes" }, exclude: {} }])(
  "settings of wrong types are the defaults: %j",
  (value) => {
    expect(readSettings(value)).toEqual(defaultSettings);
  },
);

test("a code wins over its group, wherever they stand", () => {
  const { severities } = readSettings({
    diagnostics: { severities: { "drift.added": "error", "drift.*": "off", "task.unnamed": "loud", "no.such": "off" } },
  });
  expect(severities.get("drift.added")).toBe("error");
  expect(severities.get("drift.code")).toBe("off");
  expect(severities.has("task.unnamed")).toBe(false);
  expect(severities.has("dag.cycle")).toBe(false);
});

test("switches and folders are taken over", () => {
  const settings = readSettings({
    inlayHints: { enabled: false },
    codeLens: { enabled: false },
    live: { enabled: false },
    types: { enabled: false },
    identifiers: false,
    exclude: ["gen", 3],
  });
  expect(settings).toMatchObject({ inlayHints: false, codeLens: false, live: false, types: false, identifiers: false });
  expect(settings.excludedFolders).toEqual(["gen"]);
});
