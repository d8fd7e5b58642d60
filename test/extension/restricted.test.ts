import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { scratchFolder } from "../support/scratch.ts";
import { layTraps } from "../support/vscode/hostileWorkspace.ts";
import { hostSuite } from "../support/vscode/hostSuite.ts";

const TSX = pathToFileURL(createRequire(join(import.meta.dirname, "../../runtime/package.json")).resolve("tsx")).href;

test("a hostile folder that nobody trusted springs none of its traps", async () => {
  const { folder, remove } = scratchFolder("traps");
  const sprung = join(folder, "sprung");
  mkdirSync(sprung);
  let traps: readonly string[] = [];
  try {
    await hostSuite("restricted", {
      fixture: "hostile",
      workspaceTrust: true,
      env: { ORCHEX_TEST_SPRUNG: sprung },
      settings: { "security.workspace.trust.startupPrompt": "never", "security.workspace.trust.emptyWindow": false },
      prepare: (workspace) => {
        traps = layTraps(workspace, sprung);
      },
    });
    expect(traps.length).toBeGreaterThanOrEqual(30);
    expect(readdirSync(sprung)).toEqual([]);
    // They do spring: the same files, run as whoever fell for them would run them.
    const victim = join(folder, "victim");
    layTraps(victim, sprung);
    execFileSync(process.execPath, ["node_modules/orchex/cli.js"], { cwd: victim });
    execFileSync("./bin/orchex", { cwd: victim });
    execFileSync(process.execPath, ["--import", TSX, "dags/imported.ts"], { cwd: victim });
    expect(readdirSync(sprung).sort()).toEqual(["module-that-a-dag-imports", "own-orchex-cli", "program-orchex"]);
  } finally {
    remove();
  }
});
