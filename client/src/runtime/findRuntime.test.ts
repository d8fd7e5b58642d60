import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findRuntime } from "./findRuntime.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "runtime-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function install(at: string, version: string, { broken = false } = {}): string {
  const root = join(folder, at);
  mkdirSync(join(root, "dist"), { recursive: true });
  writeFileSync(join(root, "package.json"), JSON.stringify({ version, bin: { orchex: "./dist/main.js" } }));
  if (!broken) writeFileSync(join(root, "dist/main.js"), "");
  return root;
}

test("what the folder, or one above it, has installed comes before what the extension carries", () => {
  const bundled = install("extension", "1.0.0");
  mkdirSync(join(folder, "work/packages/a"), { recursive: true });
  expect(findRuntime(join(folder, "work/packages/a"), bundled)).toMatchObject({ version: "1.0.0", isBundled: true });
  install("work/node_modules/orchex", "2.0.0");
  expect(findRuntime(join(folder, "work/packages/a"), bundled)).toMatchObject({ version: "2.0.0", isBundled: false });
});

test("a broken installation is passed over", () => {
  const bundled = install("extension", "1.0.0");
  install("work/node_modules/orchex", "2.0.0", { broken: true });
  expect(findRuntime(join(folder, "work"), bundled)).toMatchObject({ version: "1.0.0" });
});
