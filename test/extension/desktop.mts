// The in-host suites on a desktop VS Code, which @vscode/test-electron downloads: `npm run test:desktop`. `VSCODE_VERSION`
// says which; else the current one.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { scratchFolder } from "../support/scratch.ts";
import { bundleSuite } from "../support/vscode/bundleSuite.ts";
import { embeddedHome } from "../support/vscode/embeddedHome.ts";

const ROOT = join(import.meta.dirname, "../..");
const SUITES = [
  { suite: "basics", fixture: "basic", open: "" },
  { suite: "ledger", fixture: "ledger", open: "" },
  { suite: "faults", fixture: "two", open: "two.code-workspace" },
];

for (const { suite, fixture, open } of SUITES) {
  const { folder, remove } = scratchFolder("desktop");
  const { home, remove: removeHome } = embeddedHome();
  try {
    const workspace = join(folder, "workspace");
    cpSync(join(import.meta.dirname, "../fixtures/extension", fixture), workspace, { recursive: true });
    await runTests({
      version: process.env["VSCODE_VERSION"] ?? "stable",
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: await bundleSuite(suite, folder),
      extensionTestsEnv: { ORCHEX_HOME: home, MAX_ATTEMPTS: "2" },
      launchArgs: [join(workspace, open), "--disable-extensions", "--skip-welcome", "--disable-workspace-trust"],
    });
  } finally {
    removeHome();
    remove();
  }
}
