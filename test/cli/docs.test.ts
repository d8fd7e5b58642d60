import { execFile } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  chmodSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

/**
 * The guides are programs: a block with `file=NAME` is saved, a block of `sh` is run, in the order of the page, in an
 * empty project that has `orchex` installed. `exit=N` says with which code the last command of a block ends.
 */
const root = fileURLToPath(new URL("../../", import.meta.url));
const pages = readdirSync(join(root, "docs"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => join("docs", name));

interface Block {
  readonly language: string;
  readonly meta: string;
  readonly text: string;
}

function blocksOf(page: string): Block[] {
  const text = readFileSync(join(root, page), "utf8");
  return Array.from(
    text.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm),
    ([, language = "", meta = "", body = ""]) => ({
      language,
      meta,
      text: body,
    }),
  );
}

function run(script: string, cwd: string, home: string): Promise<{ code: number; output: string }> {
  // npx would look the command up again and again; it stands in the project's own folder.
  const prelude = 'set -eo pipefail; npx() { "$@"; }; npm() { :; }\n';
  return new Promise((resolve) => {
    execFile(
      "bash",
      ["-c", prelude + script],
      {
        cwd,
        env: { ...process.env, ORCHEX_HOME: home, PATH: `${join(cwd, "node_modules/.bin")}:${process.env["PATH"]}` },
      },
      (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: `${stdout}${stderr}` }),
    );
  });
}

describe("the guides", () => {
  let folder: string;
  let home: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "orchex-docs-"));
    chmodSync(folder, 0o755);
    home = join(folder, "home");
  });

  afterAll(async () => {
    await run("node node_modules/orchex/dist/cli/main.js db stop", join(folder, "0"), home);
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(pages.map((page, index) => ({ page, index })))("$page: every command line runs", async ({ page, index }) => {
    const project = join(folder, String(index));
    mkdirSync(join(project, "node_modules/.bin"), { recursive: true });
    writeFileSync(join(project, "package.json"), '{ "name": "guide", "type": "module", "private": true }');
    symlinkSync(join(root, "runtime"), join(project, "node_modules/orchex"));
    const bin = join(project, "node_modules/.bin");
    symlinkSync(join(root, "node_modules/.bin/tsx"), join(bin, "tsx"));
    // Not a link to the workspace's: npm makes none where the build did not exist yet when it installed.
    const main = join(root, "runtime/dist/cli/main.js");
    writeFileSync(join(bin, "orchex"), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`, { mode: 0o755 });
    // One shell for the page would hide which block failed, and a variable lives only to the end of its block.
    for (const { language, meta, text } of blocksOf(page)) {
      const file = /file=(\S+)/.exec(meta)?.[1];
      if (file !== undefined) writeFileSync(join(project, file), text);
      if (language !== "sh") continue;
      const expected = Number(/exit=(\d+)/.exec(meta)?.[1] ?? 0);
      const { code, output } = await run(text, project, home);
      expect({ code, text, output: code === expected ? "" : output }).toEqual({ code: expected, text, output: "" });
    }
  });
});
