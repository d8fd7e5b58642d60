import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { projectRoot } from "./projectRoot.ts";

test("the root is the nearest folder with a config, else with a package.json, else the folder itself", () => {
  const top = realpathSync(mkdtempSync(join(tmpdir(), "orchex-root-")));
  onTestFinished(() => rmSync(top, { recursive: true }));
  const inner = join(top, "packages", "etl");
  mkdirSync(inner, { recursive: true });
  expect(projectRoot(inner)).toBe(inner);
  writeFileSync(join(top, "package.json"), "{}");
  expect(projectRoot(inner)).toBe(top);
  writeFileSync(join(inner, "package.json"), "{}");
  expect(projectRoot(inner)).toBe(inner);
  writeFileSync(join(top, "orchex.config.json"), "{}");
  expect(projectRoot(inner)).toBe(top);
});
